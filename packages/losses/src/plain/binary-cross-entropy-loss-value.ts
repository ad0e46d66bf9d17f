import { requireScore, requireTarget } from '../require-number.ts'
import { logNormalCdfValue } from './log-normal-cdf-value.ts'

/**
 * The cross-entropy of one pair: -g ln p - (1 - g) ln(1 - p), p = Φ((μ_A - μ_B)/√2). {@link binaryCrossEntropyLoss} is
 * the mean of these.
 *
 * @param target - g in [0, 1]: {@link binaryPreference}.
 * @returns a number of at least 0; `Infinity` where the square of the difference is beyond all numbers.
 * @throws {RangeError} if a score is not finite or g is outside [0, 1].
 */
export function binaryCrossEntropyLossValue(scoreA: number, scoreB: number, target: number): number {
  requireScore('binaryCrossEntropyLossValue', scoreA)
  requireScore('binaryCrossEntropyLossValue', scoreB)
  requireTarget('binaryCrossEntropyLossValue', target)
  const z = (scoreA - scoreB) * Math.SQRT1_2
  // A logarithm may be infinite, and what has no weight must not read it.
  const weighted = (weight: number, x: number) => (weight === 0 ? 0 : weight * logNormalCdfValue(x))
  return 0 - weighted(target, z) - weighted(1 - target, -z)
}
