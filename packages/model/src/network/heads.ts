import type { Ops } from '../runtime/ops.ts'

/** Cuts the last axis into heads: [B, T, N·H] → [B, N, T, H] */
export function splitHeads<T>(ops: Ops<T>, x: T, tokens: number, heads: number, headWidth: number): T {
  return ops.transpose(ops.reshape(x, [-1, tokens, heads, headWidth]), [0, 2, 1, 3])
}

/** Joins the heads again: [B, N, T, H] → [B, T, N·H] */
export function mergeHeads<T>(ops: Ops<T>, x: T, tokens: number, width: number): T {
  return ops.reshape(ops.transpose(x, [0, 2, 1, 3]), [-1, tokens, width])
}
