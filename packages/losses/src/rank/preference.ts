import { oneMinus, plus, scalar, times } from '../arithmetic.ts'
import type { LossOps } from '../loss-ops.ts'

/** A predicted score and its variance, one for each of B images. */
export interface PredictedScore<T> {
  /** [B] */
  readonly score: T
  /** [B], not negative. */
  readonly variance: T
}

/** The part of a prediction that losses by fixed deviations read. */
export type ScoreOnly<T> = Pick<PredictedScore<T>, 'score'>

/** Where the deviations of a predicted preference come from. */
export type Deviation =
  /** The network predicts them, and the loss trains them (DeQA-Score, Eq. 7). */
  | 'predicted'
  /** The network predicts them, and the loss takes them as given (UNIQUE). */
  | 'detached'
  /** 1 for both images (the released recipe of DeQA-Score: `use_fix_std`). */
  | 'fixed'

export const DEVIATIONS: readonly Deviation[] = ['predicted', 'detached', 'fixed']

/** What the original adds to the sum of two variances, and under each root of the fidelity loss. */
export const GUARD = 1e-8

/**
 * The difference of the two scores in units of its deviation: z = (μ_A - μ_B) / √(σ_A² + σ_B²). [B]
 */
export function standardizedDifference<T>(
  ops: LossOps<T>,
  a: PredictedScore<T>,
  b: PredictedScore<T>,
  deviation: Deviation,
): T {
  if (deviation === 'fixed') return differenceByFixedDeviation(ops, a.score, b.score)
  const variance = plus(ops, ops.add(a.variance, b.variance), GUARD)
  return ops.divide(
    ops.subtract(a.score, b.score),
    ops.sqrt(deviation === 'detached' ? ops.detach(variance) : variance),
  )
}

/** (μ_A - μ_B) / √2: both deviations are 1. [B] */
export function differenceByFixedDeviation<T>(ops: LossOps<T>, scoreA: T, scoreB: T): T {
  return times(ops, ops.subtract(scoreA, scoreB), Math.SQRT1_2)
}

/** Thurstone's preference Φ(z) and its complement Φ(-z). [B] */
export interface Preference<T> {
  readonly forA: T
  readonly forB: T
}

/**
 * An approximate erf may pass 1 by a rounding, and the root of a negative number would be NaN. The floor is a little
 * below 0, inside the guard, so that a preference that has underflown to 0 still has its gradient.
 */
const PREFERENCE_FLOOR = -GUARD / 2

export function preferenceOf<T>(ops: LossOps<T>, z: T): Preference<T> {
  const half = times(ops, ops.erf(times(ops, z, Math.SQRT1_2)), 0.5)
  return {
    forA: ops.atLeast(plus(ops, half, 0.5), PREFERENCE_FLOOR),
    forB: ops.atLeast(ops.subtract(scalar(ops, 0.5), half), PREFERENCE_FLOOR),
  }
}

/** 1 - √(p g + ε) - √((1 - p)(1 - g) + ε): [B], [B] → [B] */
export function fidelityOf<T>(ops: LossOps<T>, preference: Preference<T>, target: T): T {
  const root = (p: T, g: T) => ops.sqrt(plus(ops, ops.multiply(p, g), GUARD))
  const agreement = ops.add(root(preference.forA, target), root(preference.forB, oneMinus(ops, target)))
  return oneMinus(ops, agreement)
}
