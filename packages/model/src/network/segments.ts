import type { Ops } from '../runtime/ops.ts'
import type { PerModality } from './parameters.ts'

/** A run of positions of one modality. The decoder's input is a list of these. */
export interface Segment {
  readonly modality: 'text' | 'visual'
  readonly length: number
}

/** Positions in all segments together. */
export function countPositions(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segment.length, 0)
}

/**
 * Applies a function to each segment with the weights of its modality, and joins the results: the
 * modality-adaptive module without computing both branches for every position.
 *
 * @param x - [B, T, D] with T = `countPositions(segments)`.
 */
export function perSegment<T>(
  ops: Ops<T>,
  x: T,
  segments: readonly Segment[],
  weights: PerModality<T>,
  apply: (part: T, weight: T) => T,
): T {
  const pick = (segment: Segment) => weights[segment.modality === 'text' ? 0 : 1]
  const [only] = segments
  if (only && segments.length === 1) return apply(x, pick(only))
  let start = 0
  const parts = segments.map((segment) => {
    const part = ops.slice(x, 1, start, start + segment.length)
    start += segment.length
    return apply(part, pick(segment))
  })
  return ops.concat(parts, 1)
}
