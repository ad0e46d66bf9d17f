import { meanOfAll, oneMinus, times } from '../arithmetic.ts'
import type { LossOps } from '../loss-ops.ts'
import { logNormalCdf } from './log-normal-cdf.ts'
import { differenceByFixedDeviation, type ScoreOnly } from './preference.ts'

/**
 * Fidelity loss against the bare order of two images, for networks whose deviations mean nothing (one-hot labels).
 *
 *   L = mean_B(1 - √(p g) - √((1 - p)(1 - g))),   p = Φ((μ_A - μ_B)/√2),   g = 1, 0 or ½
 *
 * Source: DeQA-Score, Table 6, model 2. The original's roots are unguarded as well, and its gradient is NaN once p
 * underflows; here √p = exp(½ ln Φ), which has the same values and a finite gradient everywhere.
 *
 * @param target - g, [B]: {@link binaryPreference} of the ratings.
 * @returns [1], in [0, 1]
 */
export function binaryFidelityLoss<T>(ops: LossOps<T>, a: ScoreOnly<T>, b: ScoreOnly<T>, target: T): T {
  const z = differenceByFixedDeviation(ops, a.score, b.score)
  const rootOfCdf = (x: T) => ops.exp(times(ops, logNormalCdf(ops, x), 0.5))
  // The root of a target has no finite gradient at 0, and a target needs none.
  const g = ops.detach(target)
  const agreement = ops.add(
    ops.multiply(ops.sqrt(g), rootOfCdf(z)),
    ops.multiply(ops.sqrt(oneMinus(ops, g)), rootOfCdf(times(ops, z, -1))),
  )
  return meanOfAll(ops, oneMinus(ops, agreement))
}
