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
 * @throws {RangeError} if an entry is negative or not finite, if there are fewer than two, or if all are whole numbers that
 * do not add up to 1: votes ({@link voteLabel}), percentages or zeros, but no probabilities. Other sums are taken as they
 * are: an undivided label of the paper's equations may sum to 9 at σ = 0.3 and to 4,300 at σ = 0.2 (`renormalize: false`),
 * and the five levels of an open-set prediction to nearly 0.
 *
 * Accuracy: 2e-15 for probabilities that sum to 1 (K ≤ 12).
 */
export function levelMoments(probabilities: ArrayLike<number>): ScoreDistribution {
  const count = probabilities.length
  if (count < 2) throw new RangeError(`levelMoments: expected at least 2 probabilities, got ${count}`)
  let score = 0
  let sum = 0
  let whole = true
  for (let k = 0; k < count; k++) {
    const probability = probabilities[k]!
    requireNonNegative('levelMoments', `probability at index ${k}`, probability)
    score += levelValue(k, count) * probability
    sum += probability
    whole &&= Number.isInteger(probability)
  }
  if (whole && sum !== 1) {
    throw new RangeError(
      `levelMoments: expected probabilities, got whole numbers that add up to ${sum}: divide votes by their sum (voteLabel)`,
    )
  }
  let variance = 0
  for (let k = 0; k < count; k++) {
    const distance = levelValue(k, count) - score
    variance += probabilities[k]! * distance * distance
  }
  return { score, std: Math.sqrt(variance) }
}
