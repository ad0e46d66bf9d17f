import { levelColumns } from '../level/level-columns.ts'
import {
  type LevelDistribution,
  levelDistribution,
  openSetLevelDistribution,
} from '../level/level-distribution.ts'
import type { LossOps } from '../loss-ops.ts'
import { requireOneOf } from '../require-one-of.ts'
import type { LossOptions } from './loss-options.ts'
import type { AnswerSide, LossSide } from './loss-side.ts'
import { READ_OUTS } from './requirements.ts'

/**
 * What the network says about the images of a side, as the rank loss compares them: also for reports beside a loss.
 *
 * @param readOut - without a meaning for a head of levels, whose softmax is over the levels either way.
 * @throws {RangeError} if `readOut` is another word.
 */
export function sideDistribution<T>(
  ops: LossOps<T>,
  side: LossSide<T>,
  readOut: LossOptions['readOut'],
): LevelDistribution<T> {
  requireOneOf('sideDistribution', 'readOut', readOut, READ_OUTS)
  if ('levelLogits' in side) return levelDistribution(ops, side.levelLogits, side.levelCount)
  const { levelIds } = side.layout
  const logits = logitsOfLevel(ops, side)
  return readOut === 'open-set'
    ? openSetLevelDistribution(ops, logits, levelIds)
    : levelDistribution(ops, levelColumns(ops, logits, levelIds), levelIds.length)
}

/** The logits that predict the level token: [B, A, V] → [B, V] */
export function logitsOfLevel<T>(ops: LossOps<T>, { layout, logits }: AnswerSide<T>): T {
  const { levelPosition, vocabularySize } = layout
  return ops.reshape(ops.slice(logits, 1, levelPosition, levelPosition + 1), [-1, vocabularySize])
}
