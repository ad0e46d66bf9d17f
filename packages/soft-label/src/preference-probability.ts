import type { ScoreDistribution } from './level-moments.ts'
import { normalCdf } from './normal-distribution.ts'
import { requireFinite, requireNonNegative } from './require-number.ts'

/**
 * The probability that image A is preferred to image B: Thurstone's model with independent Gaussian scores.
 *
 *   p(A > B) = Φ((μ_A - μ_B) / √(σ_A² + σ_B²))
 *
 * Source: DeQA-Score, Eq. 6 and 7. Both images must be scored on the same scale, whichever that is.
 *
 * @param a - score and deviation of image A.
 * @param b - score and deviation of image B.
 * @returns a number in [0, 1]; p(A > B) + p(B > A) = 1. Without any deviation: 1, ½ or 0.
 * @throws {RangeError} if a score is not finite, or a deviation is negative or not finite.
 *
 * Accuracy: absolute error below 3e-16 besides the rounding of the inputs' difference.
 */
export function preferenceProbability(a: ScoreDistribution, b: ScoreDistribution): number {
  for (const [name, image] of [
    ['of A', a],
    ['of B', b],
  ] as const) {
    requireFinite('preferenceProbability', `score ${name}`, image.score)
    requireNonNegative('preferenceProbability', `std ${name}`, image.std)
  }
  const difference = a.score - b.score
  if (difference === 0) return 0.5
  // A spread of 0 divides to ±Infinity, whose Φ is the sure preference.
  return normalCdf(difference / Math.hypot(a.std, b.std))
}
