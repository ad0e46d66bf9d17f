import { gammaln } from 'simple-statistics'
import { requireFinite } from '../require-finite.ts'
import { type SampleSums, valueSums } from './window-sums.ts'

/** An asymmetric generalised Gaussian distribution with its mode at 0. */
export interface Aggd {
  /** ν: 2 is Gaussian, 1 is Laplacian; in 0.2..10. */
  readonly shape: number
  /** σ_l = √E[x² | x < 0], 0 if nothing is below 0. */
  readonly leftDeviation: number
  /** σ_r = √E[x² | x > 0], 0 if nothing is above 0. */
  readonly rightDeviation: number
  /** β_l = σ_l √(Γ(1/ν) / Γ(3/ν)) */
  readonly leftScale: number
  /** β_r, likewise. */
  readonly rightScale: number
  /** η = (β_r − β_l) Γ(2/ν) / Γ(1/ν) */
  readonly mean: number
}

/**
 * Fits an asymmetric generalised Gaussian by matching moments:
 *
 *   f(x) = ν / ((β_l + β_r) Γ(1/ν)) · exp(−(|x| / β)^ν),   β = β_l below 0, β_r above
 *   ρ(ν) = Γ(2/ν)² / (Γ(1/ν) Γ(3/ν)) = r̂ (σ_l³ + σ_r³)(σ_l + σ_r) / (σ_l² + σ_r²)²,   r̂ = (mean |x|)² / mean x²
 *
 * ρ rises with ν, so the equation has one solution; it is sought in 0.2..10. Zeros are in r̂, and on neither side.
 *
 * Source: Lasmar, Stitou, Berthoumieu 2009, in the form of Mittal, Moorthy, Bovik 2012. Accuracy: ν within 1e-6 of the
 * solution for the sample's moments.
 *
 * @param values - the sample, finite.
 * @throws {RangeError} if there are no values, one is not finite, or all are 0.
 */
export function fitAggd(values: ArrayLike<number>): Aggd {
  requireFinite('fitAggd', values, values.length)
  const row = { width: values.length, height: 1, data: Float64Array.from(values) }
  const sums = valueSums(row, { left: 0, top: 0, width: row.width, height: 1 })
  if (sums.leftSquares + sums.rightSquares === 0)
    throw new RangeError(`fitAggd: expected values other than 0, got ${values.length} of them all 0`)
  return aggdOf(sums)
}

/** The fit from the sums, which are not all 0. */
export function aggdOf({ count, left, leftSquares, right, rightSquares, absolute }: SampleSums): Aggd {
  const leftDeviation = left > 0 ? Math.sqrt(leftSquares / left) : 0
  const rightDeviation = right > 0 ? Math.sqrt(rightSquares / right) : 0
  // In units of the larger one: powers of very small deviations vanish.
  const unit = Math.max(leftDeviation, rightDeviation)
  const [l, r] = [leftDeviation / unit, rightDeviation / unit]
  const ratio = meanRatio(count, absolute, leftSquares + rightSquares)
  const shape = shapeOfRatio((ratio * (l ** 3 + r ** 3) * (l + r)) / (l * l + r * r) ** 2)
  const scale = Math.exp((gammaln(1 / shape) - gammaln(3 / shape)) / 2)
  const [leftScale, rightScale] = [leftDeviation * scale, rightDeviation * scale]
  const mean = (rightScale - leftScale) * Math.exp(gammaln(2 / shape) - gammaln(1 / shape))
  return { shape, leftDeviation, rightDeviation, leftScale, rightScale, mean }
}

/** The shape of a generalised Gaussian that is symmetric about 0, and its variance. */
export function ggdOf({ count, leftSquares, rightSquares, absolute }: SampleSums): {
  readonly shape: number
  readonly variance: number
} {
  const squares = leftSquares + rightSquares
  return { shape: shapeOfRatio(meanRatio(count, absolute, squares)), variance: squares / count }
}

function meanRatio(count: number, absolute: number, squares: number): number {
  return (absolute * (absolute / squares)) / count
}

const [LOWEST, HIGHEST, STEPS] = [0.2, 10, 9800]

/** ρ(ν) at equal steps of ν; filled at the first use. */
let ratios: Float64Array | undefined

function shapeOfRatio(ratio: number): number {
  ratios ??= Float64Array.from({ length: STEPS + 1 }, (_, i) => {
    const inverse = 1 / shapeAt(i)
    return Math.exp(2 * gammaln(2 * inverse) - gammaln(inverse) - gammaln(3 * inverse))
  })
  let [below, above] = [0, STEPS]
  if (ratio <= ratios[below]!) return LOWEST
  if (ratio >= ratios[above]!) return HIGHEST
  while (above - below > 1) {
    const middle = (below + above) >> 1
    if (ratios[middle]! <= ratio) below = middle
    else above = middle
  }
  const [from, to] = [ratios[below]!, ratios[above]!]
  return shapeAt(below + (ratio - from) / (to - from))
}

function shapeAt(step: number): number {
  return LOWEST + (step * (HIGHEST - LOWEST)) / STEPS
}
