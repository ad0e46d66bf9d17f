import { levelValues } from '@deqa/soft-label'
import { flat, square } from '../arithmetic.ts'
import type { LossOps } from '../loss-ops.ts'
import { levelColumns } from './level-columns.ts'

/** What the network says about B images: probabilities of the levels, and the moments they have. */
export interface LevelDistribution<T> {
  /** [B, K], ascending. */
  readonly probabilities: T
  /** Predicted mean μ = Σ p c. [B] */
  readonly score: T
  /** Predicted σ² = Σ p (c - μ)². [B] Losses take this: the gradient of σ is infinite where σ = 0. */
  readonly variance: T
  /** σ, for reports. [B] No gradient flows through it. */
  readonly std: T
}

/**
 * The distribution over the levels by a softmax over the K levels alone, and its moments.
 *
 *   p = softmax(logits),   μ = Σ p c,   σ² = Σ p (c - μ)²,   c evenly on [1, 5]
 *
 * Source: DeQA-Score, Eq. 5 and the closed-set softmax of section 4.2 (appendix B.3); the released recipe.
 *
 * @param levelLogits - [B, K], ascending: the logits of the K level tokens, or the output of a head with K entries.
 * @param levelCount - K.
 * @throws {RangeError} if `levelCount` is not an integer of at least 2.
 */
export function levelDistribution<T>(
  ops: LossOps<T>,
  levelLogits: T,
  levelCount: number,
): LevelDistribution<T> {
  return momentsOf(ops, ops.exp(ops.logSoftmax(levelLogits)), levelCount)
}

/**
 * The same by a softmax over the whole vocabulary, of which only the level tokens are read and which is not brought
 * back to a sum of 1. While other tokens hold probability, scores may lie below 1.
 *
 * Source: the original with `closeset_rating_loss: false`.
 *
 * @param logits - [B, V], at the position that predicts the level token.
 * @param levelIds - K ids in the vocabulary, ascending by the level they stand for.
 * @throws {RangeError} if there are fewer than two ids.
 */
export function openSetLevelDistribution<T>(
  ops: LossOps<T>,
  logits: T,
  levelIds: readonly number[],
): LevelDistribution<T> {
  const probabilities = ops.exp(levelColumns(ops, ops.logSoftmax(logits), levelIds))
  return momentsOf(ops, probabilities, levelIds.length)
}

function momentsOf<T>(ops: LossOps<T>, probabilities: T, levelCount: number): LevelDistribution<T> {
  const values = ops.constant(levelValues(levelCount), [1, levelCount])
  const score = ops.sum(ops.multiply(probabilities, values), [1])
  const squares = square(ops, ops.subtract(values, score))
  const variance = flat(ops, ops.sum(ops.multiply(probabilities, squares), [1]))
  return { probabilities, score: flat(ops, score), variance, std: ops.sqrt(ops.detach(variance)) }
}
