import { meanOfAll } from '../arithmetic.ts'
import type { LossOps } from '../loss-ops.ts'
import { requireOneOf } from '../require-one-of.ts'
import {
  DEVIATIONS,
  type Deviation,
  fidelityOf,
  type PredictedScore,
  preferenceOf,
  standardizedDifference,
} from './preference.ts'

export interface FidelityOptions {
  /** @default 'predicted', as the paper; the released recipe has 'fixed'. */
  readonly deviation?: Deviation
}

/**
 * Fidelity loss between the preferences that raters and network have for image A over image B, each by Thurstone's
 * model.
 *
 *   p = Φ((μ_A - μ_B) / √(σ_A² + σ_B² + ε)),   ε = 1e-8
 *   L = mean_B(1 - √(p g + ε) - √((1 - p)(1 - g) + ε))
 *
 * Source: DeQA-Score, Eq. 7 and 8; ε as in the original. With `deviation: 'fixed'` p = Φ((μ_A - μ_B)/√2), which at
 * the largest difference of 4 is 0.9977: the loss of a clear pair does not reach 0, by design.
 *
 * @param target - g, [B]: {@link targetPreference} of the ratings.
 * @returns [1], at least -1.0001e-4 (the guards take that much off where g is 0 or 1 and p equals it), at most 1.
 * @throws {RangeError} if `deviation` is another word.
 *
 * Accuracy: the value of the original's formula; finite in float32, with its gradient, for all finite scores.
 */
export function fidelityLoss<T>(
  ops: LossOps<T>,
  a: PredictedScore<T>,
  b: PredictedScore<T>,
  target: T,
  { deviation = 'predicted' }: FidelityOptions = {},
): T {
  requireOneOf('fidelityLoss', 'deviation', deviation, DEVIATIONS)
  const preference = preferenceOf(ops, standardizedDifference(ops, a, b, deviation))
  return meanOfAll(ops, fidelityOf(ops, preference, target))
}
