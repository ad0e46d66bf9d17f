import { meanOfAll, oneMinus, times } from '../arithmetic.ts'
import type { LossOps } from '../loss-ops.ts'
import { logNormalCdf } from './log-normal-cdf.ts'
import { differenceByFixedDeviation, type ScoreOnly } from './preference.ts'

/**
 * Cross-entropy between the order of two images and the predicted preference.
 *
 *   L = -mean_B(g ln p + (1 - g) ln(1 - p)),   p = Φ((μ_A - μ_B)/√2)
 *
 * Source: the original's `binary_rating_loss: "bce"`. PyTorch holds ln p at -100 and stops the gradient there; this
 * goes on pulling, as ln Φ is computed directly.
 *
 * @param target - g, [B], in [0, 1]: {@link binaryPreference}, or {@link targetPreference} for a graded target.
 * @returns [1], not negative
 */
export function binaryCrossEntropyLoss<T>(ops: LossOps<T>, a: ScoreOnly<T>, b: ScoreOnly<T>, target: T): T {
  const z = differenceByFixedDeviation(ops, a.score, b.score)
  const logLikelihood = ops.add(
    ops.multiply(target, logNormalCdf(ops, z)),
    ops.multiply(oneMinus(ops, target), logNormalCdf(ops, times(ops, z, -1))),
  )
  return times(ops, meanOfAll(ops, logLikelihood), -1)
}
