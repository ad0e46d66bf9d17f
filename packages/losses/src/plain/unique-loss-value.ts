import type { ScoreDistribution } from '@deqa/soft-label'
import { GUARD } from '../rank/preference.ts'
import { UNIQUE_MARGIN, type UniqueOptions } from '../rank/unique-loss.ts'
import { requireNonNegative } from '../require-number.ts'
import { requireOneOf } from '../require-one-of.ts'
import { fidelityLossValue } from './fidelity-loss-value.ts'

/**
 * UNIQUE's loss of one pair: fidelity by the predicted deviations, and the hinge on their order. {@link uniqueLoss} is
 * the mean of these.
 *
 * @param target - g, the raters' preference for A, in [0, 1]: {@link targetPreference}.
 * @param deviationOrder - 1, 0 or -1: the sign of the raters' σ_A - σ_B.
 * @throws {RangeError} as {@link fidelityLossValue}; also if the margin is negative or not finite, or the order is another
 * number.
 */
export function uniqueLossValue(
  a: ScoreDistribution,
  b: ScoreDistribution,
  target: number,
  deviationOrder: -1 | 0 | 1,
  { margin = UNIQUE_MARGIN }: UniqueOptions = {},
): number {
  requireOneOf('uniqueLossValue', 'deviationOrder', deviationOrder, [-1, 0, 1])
  requireNonNegative('uniqueLossValue', 'margin', margin)
  const fidelity = fidelityLossValue(a, b, target)
  const lead = deviationOrder * (Math.sqrt(a.std ** 2 + GUARD) - Math.sqrt(b.std ** 2 + GUARD))
  return fidelity + Math.max(0, margin - lead)
}
