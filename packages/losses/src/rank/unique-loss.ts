import { meanOfAll, plus, scalar } from '../arithmetic.ts'
import type { LossOps } from '../loss-ops.ts'
import { requireNonNegative } from '../require-number.ts'
import { fidelityLoss } from './fidelity-loss.ts'
import { GUARD, type PredictedScore } from './preference.ts'

/** How far apart UNIQUE wants two deviations to be. */
export const UNIQUE_MARGIN = 0.025

export interface UniqueOptions {
  /** How far apart the predicted deviations must be. @default 0.025, as the original */
  readonly margin?: number
}

/**
 * UNIQUE's loss: fidelity by the predicted deviations, which it does not train, and a hinge that orders the
 * deviations as the raters' are ordered.
 *
 *   L = L_fidelity(deviation: 'detached') + mean_B max(0, m - s (σ_A - σ_B)),   s = sign(raters' σ_A - σ_B)
 *
 * Source: Zhang et al., “Uncertainty-Aware Blind Image Quality Assessment in the Laboratory and Wild”, and its code.
 *
 * @param target - g, [B]: {@link targetPreference} of the ratings.
 * @param deviationOrder - s, [B]: 1, 0 or -1. A tie costs the margin and pulls nowhere.
 * @returns [1]
 * @throws {RangeError} if the margin is negative or not finite.
 */
export function uniqueLoss<T>(
  ops: LossOps<T>,
  a: PredictedScore<T>,
  b: PredictedScore<T>,
  target: T,
  deviationOrder: T,
  { margin = UNIQUE_MARGIN }: UniqueOptions = {},
): T {
  requireNonNegative('uniqueLoss', 'margin', margin)
  // Inside the root, so that a variance of 0 has a finite gradient.
  const std = (variance: T) => ops.sqrt(plus(ops, variance, GUARD))
  const lead = ops.multiply(deviationOrder, ops.subtract(std(a.variance), std(b.variance)))
  const hinge = ops.atLeast(ops.subtract(scalar(ops, margin), lead), 0)
  return ops.add(fidelityLoss(ops, a, b, target, { deviation: 'detached' }), meanOfAll(ops, hinge))
}
