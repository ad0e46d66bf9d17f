import type { Plane } from '../image/plane.ts'

/** A plane relative to its surroundings. */
export interface LocallyNormalized {
  /** Mean-subtracted, contrast-normalised coefficients (MSCN). */
  readonly coefficients: Plane
  /** σ: deviation in the window around each pixel, a measure of local contrast. */
  readonly deviation: Plane
}

const RADIUS = 3

/** One side of a Gaussian of deviation 7/6 that is cut at 3; sums to 1 over both. */
const HALF = (() => {
  const half = Array.from({ length: RADIUS + 1 }, (_, r) => Math.exp(-(r * r) / (2 * (7 / 6) ** 2)))
  const sum = half.reduce((total, weight, r) => total + (r === 0 ? weight : 2 * weight), 0)
  return half.map((weight) => weight / sum)
})()

/**
 * Mean-subtracted, contrast-normalised coefficients:
 *
 *   Î = (I − μ) / (σ + 1),   μ = Σ w I,   σ = √(Σ w I² − μ²),   w: 7×7 Gaussian of deviation 7/6
 *
 * The border repeats. On natural photographs Î is nearly a unit normal variable, and damage shows in how it departs from
 * that.
 *
 * Source: Ruderman 1994; Mittal, Moorthy, Bovik 2012, Eq. 1–3.
 *
 * @param plane - values in 0..255, the scale on which the constant is 1.
 */
export function normalizeLocally(plane: Plane): LocallyNormalized {
  const { width, height, data } = plane
  const mean = blur(plane, data)
  const square = blur(
    plane,
    data.map((value) => value * value),
  )
  const coefficients = new Float64Array(data.length)
  const deviation = new Float64Array(data.length)
  for (let i = 0; i < data.length; i++) {
    const sigma = Math.sqrt(Math.max(square[i]! - mean[i]! * mean[i]!, 0))
    deviation[i] = sigma
    coefficients[i] = (data[i]! - mean[i]!) / (sigma + 1)
  }
  return {
    coefficients: { width, height, data: coefficients },
    deviation: { width, height, data: deviation },
  }
}

function blur({ width, height }: Plane, data: Float64Array): Float64Array {
  const rows = new Float64Array(data.length)
  const wide = new Float64Array(width + 2 * RADIUS)
  const [w0, w1, w2, w3] = HALF as [number, number, number, number]
  for (let y = 0; y < height; y++) {
    const start = y * width
    wide.fill(data[start]!, 0, RADIUS)
    wide.set(data.subarray(start, start + width), RADIUS)
    wide.fill(data[start + width - 1]!, RADIUS + width)
    for (let x = 0; x < width; x++)
      rows[start + x] =
        w0 * wide[x + 3]! +
        w1 * (wide[x + 2]! + wide[x + 4]!) +
        w2 * (wide[x + 1]! + wide[x + 5]!) +
        w3 * (wide[x]! + wide[x + 6]!)
  }
  const blurred = new Float64Array(data.length)
  for (let y = 0; y < height; y++) {
    const row = (dy: number) => Math.min(Math.max(y + dy, 0), height - 1) * width
    const [a, b, c, d, e, f, g] = [row(-3), row(-2), row(-1), row(0), row(1), row(2), row(3)]
    const start = y * width
    for (let x = 0; x < width; x++)
      blurred[start + x] =
        w0 * rows[d + x]! +
        w1 * (rows[c + x]! + rows[e + x]!) +
        w2 * (rows[b + x]! + rows[f + x]!) +
        w3 * (rows[a + x]! + rows[g + x]!)
  }
  return blurred
}
