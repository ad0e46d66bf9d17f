import type { Ops } from '../runtime/ops.ts'
import type { Segment } from './segments.ts'

/** A piece of the decoder's input: text as token ids, known or per image, or an image as its visual tokens. */
export type PromptPart<T> =
  | { readonly ids: readonly number[] }
  /** Index tensor [B, length] */
  | { readonly indices: T; readonly length: number }
  /** [B, Q + 1, D] with `length` = Q + 1 */
  | { readonly image: T; readonly length: number }

/**
 * Joins text embeddings and visual tokens to the decoder's input, and says which positions are which.
 *
 * @param embeddings - [vocabulary, D].
 * @param like - any tensor with the batch of the images on its first axis; absent for text alone (batch 1).
 * @returns embeddings [B, T, D] and their segments.
 */
export function embedPrompt<T>(
  ops: Ops<T>,
  embeddings: T,
  width: number,
  parts: readonly PromptPart<T>[],
  like?: T,
): { embeddings: T; segments: Segment[] } {
  const pieces: T[] = []
  for (const part of parts) {
    if ('ids' in part) {
      if (part.ids.length === 0) continue
      const rows = ops.reshape(ops.gatherRows(embeddings, part.ids), [1, part.ids.length, width])
      pieces.push(like === undefined ? rows : ops.repeatBatch(rows, like))
    } else if ('indices' in part) {
      pieces.push(ops.gather(embeddings, part.indices))
    } else {
      pieces.push(part.image)
    }
  }
  const [first] = pieces
  if (first === undefined) throw new RangeError('embedPrompt: expected at least one part, got none')
  return { embeddings: pieces.length === 1 ? first : ops.concat(pieces, 1), segments: segmentsOf(parts) }
}

/** Which positions of the decoder's input are which. */
export function segmentsOf<T>(parts: readonly PromptPart<T>[]): Segment[] {
  return parts
    .map((part): Segment => {
      if ('ids' in part) return { modality: 'text', length: part.ids.length }
      return { modality: 'image' in part ? 'visual' : 'text', length: part.length }
    })
    .filter(({ length }) => length > 0)
}
