import { IN_LEVEL_FLOOR } from '../level/in-level-loss.ts'
import { entriesAt, logSoftmaxValue } from './log-softmax.ts'

/**
 * {@link inLevelLoss} in numbers: max(0.01, mean(1 - Σ_k p_k)).
 *
 * @param logits - B rows of shape [V], finite.
 * @param levelIds - K ids in the vocabulary.
 * @throws {RangeError} if there is no row, a logit is not finite or an id is outside the vocabulary.
 */
export function inLevelLossValue(logits: readonly ArrayLike<number>[], levelIds: readonly number[]): number {
  if (logits.length === 0)
    throw new RangeError('inLevelLossValue: expected at least one row of logits, got none')
  const outside = logits.map((row) => {
    const inside = entriesAt('inLevelLossValue', logSoftmaxValue('inLevelLossValue', row), levelIds)
    return inside.reduce((rest, logProbability) => rest - Math.exp(logProbability), 1)
  })
  return Math.max(IN_LEVEL_FLOOR, outside.reduce((sum, mass) => sum + mass, 0) / logits.length)
}
