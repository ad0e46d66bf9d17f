import type { LossOps } from '../loss-ops.ts'
import type { LossOptions } from './loss-options.ts'
import type { LossSide } from './loss-side.ts'
import { completeOptions, requireLayout } from './requirements.ts'
import { type SideTerms, sideTerms } from './side-terms.ts'
import { weightedSide, weightedSum } from './weighted-sum.ts'

/** The total and its unweighted terms, each [1]. A term whose weight is 0 is neither computed nor there. */
export interface SingleLoss<T> extends SideTerms<T> {
  readonly total: T
}

/**
 * The loss of B images on their own, without a comparison: for pairwise annotated or single-dataset training.
 *
 *   L = γ (CE + w_kl KL) + w_in IL
 *
 * Source: the original's `dataset_type: "single"`; with one-hot labels it is γ times Q-Align's loss.
 *
 * @param options - what differs from {@link LOSS_DEFAULTS}; those of the comparison are not read.
 * @throws {RangeError} as {@link deqaLoss}.
 * @throws {TypeError} if soft labels are missing.
 */
export function singleLoss<T>(
  ops: LossOps<T>,
  side: LossSide<T>,
  options: Partial<LossOptions> = {},
): SingleLoss<T> {
  const complete = completeOptions('singleLoss', options)
  requireLayout('singleLoss', side)
  const terms = sideTerms(ops, 'singleLoss', side, complete)
  return { total: weightedSum(ops, 'singleLoss', weightedSide(terms, complete)), ...terms }
}
