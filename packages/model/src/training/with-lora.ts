import type { Ops } from '../runtime/ops.ts'

/** A low-rank change of one matrix: W + scale · up · down. */
export interface LoraAdapter<T> {
  /** shape [rank, in] */
  readonly down: T
  /** shape [out, rank] */
  readonly up: T
  /** α / rank */
  readonly scale: number
}

/**
 * An interpreter in which some weights carry an adapter: `linear` with such a weight adds scale · (x downᵀ) upᵀ.
 * The network does not know; the changed matrix is never formed.
 *
 * Source: LoRA, arXiv:2106.09685, Eq. 3, without dropout.
 *
 * @param adapters - by the weight they belong to, the very tensor that the network passes to `linear`.
 */
export function withLora<T>(ops: Ops<T>, adapters: ReadonlyMap<T, LoraAdapter<T>>): Ops<T> {
  return {
    ...ops,
    linear(x, weight, bias) {
      const product = ops.linear(x, weight, bias)
      const adapter = adapters.get(weight)
      if (!adapter) return product
      const change = ops.linear(ops.linear(x, adapter.down), adapter.up)
      return ops.add(product, ops.multiply(change, ops.constant([adapter.scale], [1])))
    },
  }
}
