import { levelValue } from './levels.ts'
import { requireNonNegative } from './require-number.ts'

/** A quality score with its uncertainty, both on the scale [1, 5]: the Gaussian N(score, std²) of the paper. */
export interface ScoreDistribution {
  /** The mean μ. */
  readonly score: number
  /** The standard deviation σ, not negative. */
  readonly std: number
}

/**
 * Score and deviation back from the probabilities of the levels.
 *
 *   μ = Σ c_k p_k,   σ² = Σ p_k (c_k - μ)²
 *
 * Source: DeQA-Score, Eq. 3 (labels) and Eq. 5 (predictions). As there, the sums are not divided by Σ p_k: a
 * label that sums to 1.05, which the original system produces, keeps the score that system reads from it.
 *
 * @param probabilities - shape [K], K ≥ 2, ascending (bad first), each finite and not negative.
 * @throws {RangeError} if an entry is negative or not finite, or if there are fewer than two.
 *
 * Accuracy: 2e-15 for probabilities that sum to 1 (K ≤ 12).
 */
export function levelMoments(probabilities: ArrayLike<number>): ScoreDistribution {
  const count = probabilities.length
  if (count < 2) throw new RangeError(`levelMoments: expected at least 2 probabilities, got ${count}`)
  let score = 0
  for (let k = 0; k < count; k++) {
    const probability = probabilities[k]!
    requireNonNegative('levelMoments', `probability at index ${k}`, probability)
    score += levelValue(k, count) * probability
  }
  let variance = 0
  for (let k = 0; k < count; k++) {
    const distance = levelValue(k, count) - score
    variance += probabilities[k]! * distance * distance
  }
  return { score, std: Math.sqrt(variance) }
}
