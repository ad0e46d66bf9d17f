import { logNormalCdfValue } from './log-normal-cdf-value.ts'
import { requireScore, requireTarget } from './requirements.ts'

/**
 * The cross-entropy of one pair: -g ln p - (1 - g) ln(1 - p), p = Φ((μ_A - μ_B)/√2). {@link binaryCrossEntropyLoss} is
 * the mean of these.
 *
 * @param target - g in [0, 1]: {@link binaryPreference}.
 * @throws {RangeError} if a score is not finite or g is outside [0, 1].
 */
export function binaryCrossEntropyLossValue(scoreA: number, scoreB: number, target: number): number {
  requireScore('binaryCrossEntropyLossValue', scoreA)
  requireScore('binaryCrossEntropyLossValue', scoreB)
  requireTarget('binaryCrossEntropyLossValue', target)
  const z = (scoreA - scoreB) * Math.SQRT1_2
  return 0 - target * logNormalCdfValue(z) - (1 - target) * logNormalCdfValue(-z)
}
