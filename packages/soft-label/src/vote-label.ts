import { levelMoments, type ScoreDistribution } from './level-moments.ts'
import { requireNonNegative } from './require-number.ts'

/** The label of an image whose single opinions are known. */
export interface VoteLabel extends ScoreDistribution {
  /** Shares of the levels: shape [K], ascending, sums to 1. */
  readonly probabilities: readonly number[]
  /** The sum of what was given: the number of votes, or 1 for shares. */
  readonly votes: number
}

/**
 * The label straight from the votes, without the detour over a Gaussian.
 *
 *   p_k = n_k / Σ n,   μ = Σ c_k p_k,   σ² = Σ p_k (c_k - μ)²
 *
 * σ is the deviation of these votes (divided by n, not n - 1), so that label and moments agree.
 *
 * @param votes - votes per level, ascending, K ≥ 2: counts, or shares (KonIQ publishes both).
 * @throws {RangeError} if an entry is negative or not finite, there are fewer than two, or all are 0.
 */
export function voteLabel(votes: ArrayLike<number>): VoteLabel {
  let total = 0
  for (let k = 0; k < votes.length; k++) {
    requireNonNegative('voteLabel', `vote count at index ${k}`, votes[k]!)
    total += votes[k]!
  }
  if (votes.length < 2) throw new RangeError(`voteLabel: expected at least 2 levels, got ${votes.length}`)
  requireNonNegative('voteLabel', 'sum of votes', total)
  if (total === 0) throw new RangeError('voteLabel: expected at least one vote, got none')
  const probabilities = Array.from(votes, (count) => count / total)
  return { probabilities, votes: total, ...levelMoments(probabilities) }
}
