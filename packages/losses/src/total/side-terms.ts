import { crossEntropy } from '../answer/cross-entropy.ts'
import { closedSetKl, softLabelKl } from '../answer/soft-label-kl.ts'
import { inLevelLoss } from '../level/in-level-loss.ts'
import type { LossOps } from '../loss-ops.ts'
import type { LossOptions } from './loss-options.ts'
import type { AnswerLayout, AnswerSide, LevelSide, LossSide } from './loss-side.ts'
import { logitsOfLevel } from './side-distribution.ts'

/** What one image of a pair (or a single one) adds to the total; a term without weight is not there. Each [1] */
export interface SideTerms<T> {
  readonly crossEntropy?: T
  readonly kl?: T
  readonly inLevel?: T
}

export function sideTerms<T>(
  ops: LossOps<T>,
  caller: string,
  side: LossSide<T>,
  options: LossOptions,
): SideTerms<T> {
  return 'levelLogits' in side
    ? levelTerms(ops, caller, side, options)
    : answerTerms(ops, caller, side, options)
}

function levelTerms<T>(
  ops: LossOps<T>,
  caller: string,
  side: LevelSide<T>,
  options: LossOptions,
): SideTerms<T> {
  if (options.weightInLevel !== 0) {
    throw new RangeError(
      `${caller}: expected weightInLevel 0 for a head of levels, which has nothing outside them`,
    )
  }
  const soft = options.label === 'soft'
  if (options.weightNextToken === 0 || (soft && options.weightSoftLabel === 0)) return {}
  const divergence = closedSetKl(ops, side.levelLogits, side.softLabels)
  return soft ? { kl: divergence } : { crossEntropy: divergence }
}

function answerTerms<T>(
  ops: LossOps<T>,
  caller: string,
  side: AnswerSide<T>,
  options: LossOptions,
): SideTerms<T> {
  const { layout, softLabels } = side
  const soft = options.label === 'soft'
  const counts = options.weightNextToken !== 0
  if (soft && counts && softLabels === undefined) {
    throw new TypeError(`${caller}: expected softLabels with label 'soft', got undefined`)
  }
  const weights = soft ? ops.multiply(side.weights, withoutLevel(ops, layout)) : side.weights
  const logits = logitsOfLevel(ops, side)
  return {
    ...(counts && { crossEntropy: crossEntropy(ops, side.logits, side.targets, weights) }),
    ...(counts &&
      soft &&
      options.weightSoftLabel !== 0 && { kl: softLabelKl(ops, logits, layout.levelIds, softLabels!) }),
    ...(options.weightInLevel !== 0 && { inLevel: inLevelLoss(ops, logits, layout.levelIds) }),
  }
}

/** 1 for every answer token but the level's: [1, A] */
function withoutLevel<T>(ops: LossOps<T>, { answerTokens, levelPosition }: AnswerLayout): T {
  const mask = Array.from({ length: answerTokens }, (_, position) => (position === levelPosition ? 0 : 1))
  return ops.constant(mask, [1, answerTokens])
}
