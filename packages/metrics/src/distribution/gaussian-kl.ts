import { checkOneOf } from '../check.ts'
import { checkGaussian, type DistanceOptions, type Gaussian, VARIANTS } from './gaussian.ts'

/**
 * Kullback–Leibler divergence KL(p ‖ q) of two Gaussians, in nats.
 *
 *   ln(σ_q / σ_p) + (σ_p² + (μ_p − μ_q)²) / (2 σ_q²) − ½
 *
 * For the paper's Table A3, p is the human distribution and q the predicted one: the order in which a prediction that
 * is too sure of itself (σ_q → 0) costs without bound.
 *
 * @param p - reference, mean and deviation on one scale.
 * @param q - prediction, on the same scale.
 * @returns a value ≥ 0; `Infinity` where one of the two is a point mass (σ = 0) and the other is not the same one.
 *   `'upstream'`: slightly negative for equal distributions.
 * @throws {RangeError} if a number is not finite, a deviation negative or `variant` another word; under `'upstream'`
 *   also if σ_q = 0, where the original's formula gives minus infinity.
 *
 * Source: paper, Eq. (A3); `'upstream'`: ln(σ_q / (σ_p + 1e-8)) + (σ_p² + (μ_p − μ_q)²) / (2 σ_q² + 1e-8) − ½.
 * Accuracy: 1e-15 of the largest term; equal distributions give exactly 0.
 */
export function gaussianKl(p: Gaussian, q: Gaussian, { variant = 'paper' }: DistanceOptions = {}): number {
  checkGaussian('gaussianKl', 'p', p)
  checkGaussian('gaussianKl', 'q', q)
  checkOneOf('gaussianKl', 'variant', variant, VARIANTS)
  return variant === 'upstream' ? guardedKl(p, q) : exactKl(p, q)
}

function exactKl(p: Gaussian, q: Gaussian): number {
  if (p.mean === q.mean && p.std === q.std) return 0
  if (p.std === 0 || q.std === 0) return Number.POSITIVE_INFINITY
  // The deviations cost (r² − 1)/2 − ln r with r = σ_p/σ_q: near r = 1 in terms of r − 1, which keeps the digits.
  const excess = (p.std - q.std) / q.std
  const spread =
    Math.abs(excess) < 0.5
      ? 0.5 * excess * (excess + 2) - Math.log1p(excess)
      : 0.5 * ((p.std / q.std) ** 2 - 1) - (Math.log(p.std) - Math.log(q.std))
  const shift = (p.mean - q.mean) / q.std
  return Math.max(0, spread) + 0.5 * shift * shift
}

function guardedKl(p: Gaussian, q: Gaussian): number {
  const spread = p.std ** 2 + (p.mean - q.mean) ** 2
  const value = Math.log(q.std / (p.std + 1e-8)) + spread / (2 * q.std ** 2 + 1e-8) - 0.5
  if (!Number.isFinite(value)) {
    throw new RangeError(
      `gaussianKl: expected q.std > 0 and squares within the range of numbers with variant 'upstream', got q.std ${q.std}`,
    )
  }
  return value
}
