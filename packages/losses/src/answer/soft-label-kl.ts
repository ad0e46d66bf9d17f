import { meanOfAll, SMALLEST } from '../arithmetic.ts'
import { levelColumns } from '../level/level-columns.ts'
import type { LossOps } from '../loss-ops.ts'

/**
 * Kullback-Leibler divergence from the soft label to the prediction, by the softmax of the whole vocabulary.
 *
 *   L = mean_B Σ_k t_k (ln t_k - ln softmax(logits)[id_k]),   0 ln 0 = 0
 *
 * Source: DeQA-Score, Eq. 4, with the sign of a divergence (the paper prints its negative). The original takes the
 * logarithm of a softmax, which is -∞ as soon as a probability underflows; log-softmax has the same values otherwise.
 *
 * A label need not sum to 1 (the original's are not brought back to 1 after clipping). If it sums to T, the minimum is
 * T ln T instead of 0, reached at p = t / T, and the gradient is T times as large.
 *
 * @param logits - [B, V], at the position that predicts the level token.
 * @param levelIds - K ids in the vocabulary, ascending by the level they stand for.
 * @param softLabels - [B, K], ascending, not negative.
 * @returns [1]
 */
export function softLabelKl<T>(ops: LossOps<T>, logits: T, levelIds: readonly number[], softLabels: T): T {
  return divergence(ops, levelColumns(ops, ops.logSoftmax(logits), levelIds), softLabels)
}

/**
 * The same where the network's head has the K levels and nothing else. With one-hot labels it is their cross-entropy.
 *
 * @param levelLogits - [B, K], ascending.
 * @param softLabels - [B, K], ascending, not negative.
 * @returns [1]
 */
export function closedSetKl<T>(ops: LossOps<T>, levelLogits: T, softLabels: T): T {
  return divergence(ops, ops.logSoftmax(levelLogits), softLabels)
}

/** mean_B Σ t (ln t - ln p): [B, K] → [1] */
function divergence<T>(ops: LossOps<T>, logProbabilities: T, softLabels: T): T {
  // Where t = 0 the floor makes ln t a finite number, which t then takes off.
  const logLabels = ops.log(ops.atLeast(softLabels, SMALLEST))
  const terms = ops.multiply(softLabels, ops.subtract(logLabels, logProbabilities))
  return meanOfAll(ops, ops.sum(terms, [1]))
}
