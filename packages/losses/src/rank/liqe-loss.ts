import { flat } from '../arithmetic.ts'
import type { LossOps } from '../loss-ops.ts'
import { fidelityOf, preferenceOf } from './preference.ts'

/** Which images of a batch are compared, and what the raters say. */
export interface LiqeBatch<T> {
  /** Positions in the batch, fixed when a graph is written. [P] each */
  readonly first: readonly number[]
  readonly second: readonly number[]
  /** [P] each, from {@link liqePairs}: these may change from batch to batch. */
  readonly targets: T
  readonly weights: T
}

/**
 * LIQE's fidelity loss over all pairs of a batch that belong to the same dataset. The difference of two scores has
 * variance 1, where the fixed deviations of {@link fidelityLoss} give it 2.
 *
 *   L = Σ_pairs w (1 - √(p g + ε) - √((1 - p)(1 - g) + ε)),   p = Φ(μ_i - μ_j),   ε = 1e-8
 *
 * Source: Zhang et al., “Blind Image Quality Assessment via Vision-Language Correspondence: A Multitask Learning
 * Perspective” (LIQE), and its code; [89] of DeQA-Score.
 *
 * @param scores - predicted scores, [B].
 * @returns [1]
 */
export function liqeLoss<T>(ops: LossOps<T>, scores: T, pairs: LiqeBatch<T>): T {
  const column = ops.reshape(scores, [-1, 1])
  const at = (images: readonly number[]) => flat(ops, ops.gatherRows(column, images))
  const preference = preferenceOf(ops, ops.subtract(at(pairs.first), at(pairs.second)))
  return ops.sum(ops.multiply(pairs.weights, fidelityOf(ops, preference, pairs.targets)), [0])
}
