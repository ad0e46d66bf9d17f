import type { LossOps } from '../loss-ops.ts'
import { binaryCrossEntropyLoss } from '../rank/binary-cross-entropy-loss.ts'
import { binaryFidelityLoss } from '../rank/binary-fidelity-loss.ts'
import { fidelityLoss } from '../rank/fidelity-loss.ts'
import type { LossOptions } from './loss-options.ts'
import type { LossSide } from './loss-side.ts'
import { completeOptions, requireLayout } from './requirements.ts'
import { sideDistribution } from './side-distribution.ts'
import { sideTerms } from './side-terms.ts'
import { weightedSide, weightedSum } from './weighted-sum.ts'

/** The total and its unweighted terms, each [1]. A term whose weight is 0 is neither computed nor there. */
export interface PairLoss<T> {
  readonly total: T
  /** Fidelity or its binary forms. */
  readonly rank?: T
  readonly crossEntropyA?: T
  readonly crossEntropyB?: T
  readonly klA?: T
  readonly klB?: T
  readonly inLevelA?: T
  readonly inLevelB?: T
}

/**
 * The loss of DeQA-Score over B pairs of images, each pair from one dataset.
 *
 *   L = w_rank L_fd + γ [(CE_A + w_kl KL_A) + (CE_B + w_kl KL_B)] + w_in (IL_A + IL_B)
 *
 * Source: DeQA-Score, Eq. 9; as in the original, γ multiplies the sum over both images. With soft labels the level
 * token is left out of the cross-entropy, with one-hot labels it is one of its tokens and there is no KL.
 *
 * @param a - the first images of the pairs, [B, …].
 * @param b - the second ones.
 * @param preference - [B]: {@link targetPreference} for 'fidelity', {@link binaryPreference} for the binary forms.
 * @param options - what differs from {@link LOSS_DEFAULTS}.
 * @throws {RangeError} if a weight is negative or not finite, or no term has any; if an option is another word; if the
 *   layout of an answer does not fit; or if the in-level loss is asked for a head of levels.
 * @throws {TypeError} if soft labels are missing.
 */
export function deqaLoss<T>(
  ops: LossOps<T>,
  a: LossSide<T>,
  b: LossSide<T>,
  preference: T,
  options: Partial<LossOptions> = {},
): PairLoss<T> {
  const complete = completeOptions('deqaLoss', options)
  for (const side of [a, b]) requireLayout('deqaLoss', side)
  const rank = complete.weightRank === 0 ? undefined : rankLoss(ops, a, b, preference, complete)
  const termsA = sideTerms(ops, 'deqaLoss', a, complete)
  const termsB = sideTerms(ops, 'deqaLoss', b, complete)
  const total = weightedSum(ops, 'deqaLoss', [
    [rank, complete.weightRank],
    ...weightedSide(termsA, complete),
    ...weightedSide(termsB, complete),
  ])
  return {
    total,
    ...(rank !== undefined && { rank }),
    ...(termsA.crossEntropy !== undefined && { crossEntropyA: termsA.crossEntropy }),
    ...(termsB.crossEntropy !== undefined && { crossEntropyB: termsB.crossEntropy }),
    ...(termsA.kl !== undefined && { klA: termsA.kl }),
    ...(termsB.kl !== undefined && { klB: termsB.kl }),
    ...(termsA.inLevel !== undefined && { inLevelA: termsA.inLevel }),
    ...(termsB.inLevel !== undefined && { inLevelB: termsB.inLevel }),
  }
}

function rankLoss<T>(
  ops: LossOps<T>,
  sideA: LossSide<T>,
  sideB: LossSide<T>,
  target: T,
  options: LossOptions,
): T {
  const a = sideDistribution(ops, sideA, options.readOut)
  const b = sideDistribution(ops, sideB, options.readOut)
  switch (options.rank) {
    case 'fidelity':
      return fidelityLoss(ops, a, b, target, { deviation: options.deviation })
    case 'binary-fidelity':
      return binaryFidelityLoss(ops, a, b, target)
    case 'binary-cross-entropy':
      return binaryCrossEntropyLoss(ops, a, b, target)
  }
}
