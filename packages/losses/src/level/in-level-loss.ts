import { meanOfAll, oneMinus } from '../arithmetic.ts'
import type { LossOps } from '../loss-ops.ts'
import { levelColumns } from './level-columns.ts'

/** The in-level loss does not fall below this: at 1 % outside the levels it stops pulling. */
export const IN_LEVEL_FLOOR = 0.01

/**
 * The probability that the whole vocabulary's softmax leaves outside the levels.
 *
 *   L = max(0.01, mean_B(1 - Σ_k p_k))
 *
 * Source: the original's `weight_in_level`, which the released recipe leaves off. Table A2 of DeQA-Score finds
 * 0.0002 to 0.0004 outside after training without it.
 *
 * @param logits - [B, V], at the position that predicts the level token.
 * @param levelIds - K ids in the vocabulary.
 * @returns [1]
 */
export function inLevelLoss<T>(ops: LossOps<T>, logits: T, levelIds: readonly number[]): T {
  const probabilities = ops.exp(levelColumns(ops, ops.logSoftmax(logits), levelIds))
  const outside = oneMinus(ops, ops.sum(probabilities, [1]))
  return ops.atLeast(meanOfAll(ops, outside), IN_LEVEL_FLOOR)
}
