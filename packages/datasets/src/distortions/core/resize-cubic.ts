import { cubicKernel } from './cubic-weights.ts'

interface Size {
  readonly width: number
  readonly height: number
}

/**
 * Resizes samples of three channels with the Catmull–Rom kernel, which is widened when it reduces. Pixels are squares:
 * the edges of both images coincide, so nothing moves. (Enlarging by sharp moves a picture by half a pixel.)
 */
export function resizeCubic(samples: ArrayLike<number>, from: Size, to: Size): Float32Array {
  const across = weightsOf(from.width, to.width)
  const row = 3 * from.width
  const rows = new Float32Array(3 * to.width * from.height)
  for (let y = 0, at = 0; y < from.height; y++) {
    for (const { first, weights } of across) {
      let [red, green, blue] = [0, 0, 0]
      for (let k = 0, i = y * row + 3 * first; k < weights.length; k++, i += 3) {
        red += weights[k]! * samples[i]!
        green += weights[k]! * samples[i + 1]!
        blue += weights[k]! * samples[i + 2]!
      }
      rows[at++] = red
      rows[at++] = green
      rows[at++] = blue
    }
  }
  const width = 3 * to.width
  const resized = new Float32Array(width * to.height)
  weightsOf(from.height, to.height).forEach(({ first, weights }, y) => {
    const out = resized.subarray(y * width, (y + 1) * width)
    weights.forEach((weight, k) => {
      const start = (first + k) * width
      for (let i = 0; i < width; i++) out[i]! += weight * rows[start + i]!
    })
  })
  return resized
}

/** For each new pixel the old ones that it is made of; weights beyond the border fall to the last pixel. */
function weightsOf(from: number, to: number): { readonly first: number; readonly weights: Float64Array }[] {
  const step = from / to
  const widen = Math.max(1, step)
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * step - 0.5
    const start = Math.ceil(centre - 2 * widen)
    const end = Math.floor(centre + 2 * widen)
    const first = Math.max(0, start)
    const last = Math.min(from - 1, end)
    const weights = new Float64Array(last - first + 1)
    let sum = 0
    for (let at = start; at <= end; at++) {
      const weight = cubicKernel((at - centre) / widen)
      weights[Math.min(Math.max(at, first), last) - first]! += weight
      sum += weight
    }
    return { first, weights: weights.map((weight) => weight / sum) }
  })
}
