import type { LossOps } from '../loss-ops.ts'

/**
 * The entries of the level tokens, in the order of `levelIds`: [B, V] → [B, K]. Through a transpose, so that the
 * gradient is one scatter of rows however many levels there are.
 */
export function levelColumns<T>(ops: LossOps<T>, x: T, levelIds: readonly number[]): T {
  return ops.transpose(ops.gatherRows(ops.transpose(x, [1, 0]), levelIds), [1, 0])
}
