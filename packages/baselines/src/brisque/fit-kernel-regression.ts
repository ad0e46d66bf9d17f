import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import { requireFinite } from '../require-finite.ts'
import { type KernelRegression, kernelRow, standardize } from './kernel-regression.ts'

export interface KernelRegressionOptions {
  /** γ of the kernel, above 0. */
  readonly gamma: number
  /** λ: how much smoothness counts against fit, per image; 0 or more. */
  readonly lambda: number
  /** M: centres, taken from the images at equal steps; a whole number of 1 or more. */
  readonly centres: number
}

/**
 * Ridge regression in the space of M Gaussian kernels (kernel ridge regression on a subset of regressors):
 *
 *   minimise Σ_n (y_n − b − K_n w)² + λ N wᵀ K_MM w,   b = mean y
 *
 * The original's ε-support-vector regression has the same form of prediction; this one is solved in closed form, sees
 * every image, and has a size that is chosen.
 *
 * @param features - shape [N][D]; no feature may be the same in all images.
 * @param targets - y, shape [N].
 * @throws {RangeError} if an option is out of its range, there are fewer images than centres, not a target for each image
 *   or not the same number of features, a number is not finite, or a feature does not vary.
 */
export function fitKernelRegression(
  features: readonly ArrayLike<number>[],
  targets: ArrayLike<number>,
  options: KernelRegressionOptions,
): KernelRegression {
  requireOptions(options)
  const { gamma, lambda, centres: count } = options
  const [n, size] = [features.length, features[0]?.length ?? 0]
  if (n < count) throw new RangeError(`fitKernelRegression: expected ${count} images or more, got ${n}`)
  if (size === 0) throw new RangeError('fitKernelRegression: expected features of the images, got none')
  for (const [i, row] of features.entries())
    requireFinite(`fitKernelRegression: features of image ${i}`, row, size)
  requireFinite('fitKernelRegression: targets', targets, n)
  const { mean, deviation } = columnMoments(features, size)
  const points = features.map((row) => standardize(row, mean, deviation))
  const centres = new Float32Array(count * size)
  for (let m = 0; m < count; m++) centres.set(points[Math.floor((m * n) / count)]!, m * size)

  const bias = Array.from({ length: n }, (_, i) => targets[i]!).reduce((sum, value) => sum + value / n, 0)
  // Of the symmetric system only the lower triangle is summed.
  const system = new Float64Array(count * count)
  const right = new Float64Array(count)
  for (let m = 0; m < count; m++) {
    const centre = Float64Array.from(centres.subarray(m * size, (m + 1) * size))
    const row = kernelRow(centre, centres, gamma)
    for (let k = 0; k < m; k++) system[m * count + k] = lambda * n * row[k]!
    // Two images may be alike; a trace on the diagonal keeps the system definite.
    system[m * count + m] = lambda * n * (1 + 1e-9) + 1e-9
  }
  for (const [i, point] of points.entries()) {
    const row = kernelRow(point, centres, gamma)
    const target = targets[i]! - bias
    for (let m = 0, at = 0; m < count; m++, at = m * count) {
      const kernel = row[m]!
      right[m]! += kernel * target
      for (let k = 0; k <= m; k++) system[at + k]! += kernel * row[k]!
    }
  }
  const matrix = new Matrix(count, count)
  for (let m = 0; m < count; m++) {
    for (let k = 0; k <= m; k++) {
      matrix.set(m, k, system[m * count + k]!)
      matrix.set(k, m, system[m * count + k]!)
    }
  }
  const solution = new CholeskyDecomposition(matrix)
  if (!solution.isPositiveDefinite())
    throw new RangeError('fitKernelRegression: the images are too much alike for so many centres; take fewer')
  return {
    mean,
    deviation,
    gamma,
    centres,
    weights: Float64Array.from(solution.solve(Matrix.columnVector(right)).to1DArray()),
    bias,
  }
}

function requireOptions({ gamma, lambda, centres }: KernelRegressionOptions): void {
  const refuse = (what: string, found: number) => {
    throw new RangeError(`fitKernelRegression: expected ${what}, got ${found}`)
  }
  if (!(Number.isFinite(gamma) && gamma > 0)) refuse('a finite gamma above 0', gamma)
  if (!(Number.isFinite(lambda) && lambda >= 0)) refuse('a finite lambda of 0 or more', lambda)
  if (!(Number.isInteger(centres) && centres >= 1)) refuse('a whole number of centres, 1 or more', centres)
}

function columnMoments(
  features: readonly ArrayLike<number>[],
  size: number,
): { mean: Float64Array; deviation: Float64Array } {
  const mean = new Float64Array(size)
  const deviation = new Float64Array(size)
  for (const row of features) for (let i = 0; i < size; i++) mean[i]! += row[i]! / features.length
  for (const row of features)
    for (let i = 0; i < size; i++) deviation[i]! += (row[i]! - mean[i]!) ** 2 / features.length
  // The mean of equal values may differ from them by rounding.
  const still = deviation.findIndex((variance, i) => variance <= (1e-9 * mean[i]!) ** 2)
  if (still >= 0) throw new RangeError(`fitKernelRegression: feature ${still} is the same in all images`)
  return { mean, deviation: deviation.map(Math.sqrt) }
}
