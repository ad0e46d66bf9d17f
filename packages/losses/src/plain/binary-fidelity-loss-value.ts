import { normalCdf } from '@deqa/soft-label'
import { requireScore, requireTarget } from '../require-number.ts'

/**
 * The binary fidelity loss of one pair: 1 - √(p g) - √((1 - p)(1 - g)), p = Φ((μ_A - μ_B)/√2).
 * {@link binaryFidelityLoss} is the mean of these.
 *
 * @param target - g in [0, 1]: {@link binaryPreference}.
 * @throws {RangeError} if a score is not finite or g is outside [0, 1].
 */
export function binaryFidelityLossValue(scoreA: number, scoreB: number, target: number): number {
  requireScore('binaryFidelityLossValue', scoreA)
  requireScore('binaryFidelityLossValue', scoreB)
  requireTarget('binaryFidelityLossValue', target)
  const z = (scoreA - scoreB) * Math.SQRT1_2
  return 1 - Math.sqrt(target * normalCdf(z)) - Math.sqrt((1 - target) * normalCdf(-z))
}
