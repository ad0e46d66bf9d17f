import { CholeskyDecomposition, Matrix } from 'ml-matrix'

/** Mean and covariance of vectors with D numbers. */
export interface MultivariateGaussian {
  /** shape [D] */
  readonly mean: Float64Array
  /** shape [D, D], symmetric */
  readonly covariance: Float64Array
}

/**
 * Sample mean and covariance (divided by n − 1); the covariance of one vector is 0.
 *
 * @param vectors - at least one, all of one length.
 */
export function fitMultivariateGaussian(vectors: readonly Float64Array[]): MultivariateGaussian {
  const size = vectors[0]!.length
  const mean = new Float64Array(size)
  for (const vector of vectors) for (let i = 0; i < size; i++) mean[i]! += vector[i]! / vectors.length
  const covariance = new Float64Array(size * size)
  const divisor = Math.max(vectors.length - 1, 1)
  for (const vector of vectors) {
    for (let i = 0; i < size; i++) {
      const difference = (vector[i]! - mean[i]!) / divisor
      for (let k = 0; k <= i; k++) covariance[i * size + k]! += difference * (vector[k]! - mean[k]!)
    }
  }
  for (let i = 0; i < size; i++)
    for (let k = 0; k < i; k++) covariance[k * size + i] = covariance[i * size + k]!
  return { mean, covariance }
}

/**
 * How far apart two Gaussians lie, in units of their common spread:
 *
 *   D = √((μ₁ − μ₂)ᵀ ((Σ₁ + Σ₂) / 2)⁻¹ (μ₁ − μ₂))
 *
 * @returns undefined if the sum of the covariances is not positive definite.
 */
export function gaussianDistance(a: MultivariateGaussian, b: MultivariateGaussian): number | undefined {
  const size = a.mean.length
  const covariance = new Matrix(size, size)
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++)
      covariance.set(i, k, (a.covariance[i * size + k]! + b.covariance[i * size + k]!) / 2)
  const decomposition = new CholeskyDecomposition(covariance)
  if (!decomposition.isPositiveDefinite()) return undefined
  const difference = Matrix.columnVector(a.mean.map((value, i) => value - b.mean[i]!))
  const square = difference.dot(decomposition.solve(difference))
  return Math.sqrt(Math.max(square, 0))
}
