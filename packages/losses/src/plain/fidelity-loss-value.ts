import { normalCdf, type ScoreDistribution } from '@deqa/soft-label'
import { DEVIATIONS, type Deviation, GUARD } from '../rank/preference.ts'
import { requireNonNegative, requireScore, requireTarget } from '../require-number.ts'
import { requireOneOf } from '../require-one-of.ts'

export interface FidelityValueOptions {
  /** @default 'predicted' */
  readonly deviation?: Exclude<Deviation, 'detached'>
}

/**
 * The fidelity loss of one pair: 1 - √(p g + ε) - √((1 - p)(1 - g) + ε), ε = 1e-8. {@link fidelityLoss} is the mean of
 * these.
 *
 * @param a - predicted score and deviation of image A.
 * @param b - of image B.
 * @param target - g, the raters' preference for A, in [0, 1]: {@link targetPreference}.
 * @throws {RangeError} if a score is not finite, a deviation is negative or not finite, g is outside [0, 1], or `deviation`
 * is another word.
 */
export function fidelityLossValue(
  a: ScoreDistribution,
  b: ScoreDistribution,
  target: number,
  { deviation = 'predicted' }: FidelityValueOptions = {},
): number {
  for (const { score, std } of [a, b]) {
    requireScore('fidelityLossValue', score)
    requireNonNegative('fidelityLossValue', 'std', std)
  }
  requireTarget('fidelityLossValue', target)
  requireOneOf('fidelityLossValue', 'deviation', deviation, DEVIATIONS)
  const spread = deviation === 'fixed' ? Math.SQRT2 : Math.sqrt(a.std ** 2 + b.std ** 2 + GUARD)
  return fidelityValueOf((a.score - b.score) / spread, target)
}

/** 1 - √(p g + ε) - √((1 - p)(1 - g) + ε) for p = Φ(z). */
export function fidelityValueOf(z: number, target: number): number {
  const forA = Math.sqrt(normalCdf(z) * target + GUARD)
  return 1 - forA - Math.sqrt(normalCdf(-z) * (1 - target) + GUARD)
}
