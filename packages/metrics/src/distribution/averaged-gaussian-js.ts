import { checkOneOf } from '../check.ts'
import { checkGaussian, type DistanceOptions, type Gaussian, VARIANTS } from './gaussian.ts'
import { gaussianKl } from './gaussian-kl.ts'

/**
 * The "JS divergence" of the paper's Table 5: the mean of both divergences to the Gaussian m of average mean and
 * average variance.
 *
 *   ½ KL(p ‖ m) + ½ KL(q ‖ m) = ½ ln(σ_m² / (σ_p σ_q)) + (μ_p − μ_q)² / (8 σ_m²),   σ_m² = (σ_p² + σ_q²) / 2
 *
 * This is not the Jensen–Shannon divergence (`mixtureJs`): m is not the mixture, and the value has no bound, where the
 * true one stays below ln 2.
 *
 * @returns nats, ≥ 0, symmetric; `Infinity` where one of the two is a point mass and the other is not the same one.
 *   `'upstream'`: slightly negative for equal distributions.
 * @throws {RangeError} if a number is not finite, a deviation negative, `variant` another word, or under `'upstream'` both
 *   deviations are 0.
 *
 * Source: original evaluation; `'upstream'` is its formula with the 1e-8 guards of each divergence.
 */
export function averagedGaussianJs(p: Gaussian, q: Gaussian, options: DistanceOptions = {}): number {
  checkGaussian('averagedGaussianJs', 'p', p)
  checkGaussian('averagedGaussianJs', 'q', q)
  const { variant = 'paper' } = options
  checkOneOf('averagedGaussianJs', 'variant', variant, VARIANTS)
  // Equal deviations are their own average: the square root would round.
  const std = p.std === q.std ? p.std : Math.hypot(p.std, q.std) / Math.SQRT2
  const middle = { mean: (p.mean + q.mean) / 2, std }
  return 0.5 * gaussianKl(p, middle, options) + 0.5 * gaussianKl(q, middle, options)
}
