import { requireFinite } from '../require-finite.ts'

/** A regression by Gaussian kernels around fixed centres, on standardised features. */
export interface KernelRegression {
  /** Mean of each feature over the training set, shape [D]. */
  readonly mean: Float64Array
  /** Deviation of each feature over the training set, shape [D]. */
  readonly deviation: Float64Array
  /** γ of the kernel. */
  readonly gamma: number
  /** Standardised, shape [M, D]. */
  readonly centres: Float32Array
  /** shape [M] */
  readonly weights: Float64Array
  readonly bias: number
}

/** Standardised features are kept within so many deviations: what lies farther out says no more. */
const FARTHEST = 4

/**
 * The regression's value:
 *
 *   ŷ = b + Σ w_m exp(−γ |z − c_m|²),   z = (x − mean) / deviation, kept within ±4
 *
 * @param features - x, shape [D].
 * @throws {RangeError} if there are not D features, one is not finite, or the model's own numbers do not fit together.
 */
export function predictByKernels(model: KernelRegression, features: ArrayLike<number>): number {
  const { mean, deviation, gamma, centres, weights, bias } = model
  requireFinite('predictByKernels: features', features, mean.length)
  requireFinite('predictByKernels: deviation of the model', deviation, mean.length)
  if (centres.length !== weights.length * mean.length)
    throw new RangeError(
      `predictByKernels: expected a model of ${weights.length} centres with ${mean.length} numbers, got ${centres.length} numbers`,
    )
  const point = standardize(features, mean, deviation)
  const value = kernelRow(point, centres, gamma).reduce((sum, kernel, m) => sum + weights[m]! * kernel, bias)
  if (!Number.isFinite(value))
    throw new RangeError(
      `predictByKernels: expected a model of finite numbers that spreads, it gave ${value}`,
    )
  return value
}

export function standardize(
  features: ArrayLike<number>,
  mean: Float64Array,
  deviation: Float64Array,
): Float64Array {
  return mean.map((centre, i) =>
    Math.min(Math.max((features[i]! - centre) / deviation[i]!, -FARTHEST), FARTHEST),
  )
}

/** The kernels of all centres at one standardised point, shape [M]. */
export function kernelRow(point: Float64Array, centres: Float32Array, gamma: number): Float64Array {
  const size = point.length
  const row = new Float64Array(centres.length / size)
  for (let m = 0, at = 0; m < row.length; m++) {
    let square = 0
    for (let i = 0; i < size; i++, at++) {
      const difference = point[i]! - centres[at]!
      square += difference * difference
    }
    row[m] = Math.exp(-gamma * square)
  }
  return row
}
