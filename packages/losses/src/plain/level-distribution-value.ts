import { levelMoments, type ScoreDistribution } from '@deqa/soft-label'
import { entriesAt, logSoftmaxValue } from './log-softmax.ts'

/** Probabilities of the levels, and the moments they have. */
export interface LevelDistributionValue extends ScoreDistribution {
  /** Shape [K], ascending. */
  readonly probabilities: readonly number[]
}

/**
 * What {@link levelDistribution} reads from the level logits of one image: softmax over the K levels, then mean and
 * deviation.
 *
 * @param levelLogits - shape [K], K ≥ 2, ascending, finite.
 * @throws {RangeError} if a logit is not finite, or there are fewer than two.
 */
export function levelDistributionValue(levelLogits: ArrayLike<number>): LevelDistributionValue {
  return withMoments(logSoftmaxValue('levelDistributionValue', levelLogits))
}

/**
 * The same by the softmax of the whole vocabulary, not brought back to a sum of 1.
 *
 * @param logits - shape [V], finite.
 * @param levelIds - K ids in the vocabulary, ascending by the level they stand for.
 * @throws {RangeError} if a logit is not finite, an id is outside the vocabulary, or there are fewer than two.
 */
export function openSetLevelDistributionValue(
  logits: ArrayLike<number>,
  levelIds: readonly number[],
): LevelDistributionValue {
  const caller = 'openSetLevelDistributionValue'
  return withMoments(entriesAt(caller, logSoftmaxValue(caller, logits), levelIds))
}

function withMoments(logProbabilities: readonly number[]): LevelDistributionValue {
  const probabilities = logProbabilities.map(Math.exp)
  // Where other tokens hold everything, nothing is left to read a score from: 0, as the sums would have it.
  const held = probabilities.some((probability) => probability > 0)
  return { probabilities, ...(held ? levelMoments(probabilities) : { score: 0, std: 0 }) }
}
