import type { Batch } from '@deqa/model/training'

/** What JSON can hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/** A batch, and which images are in it. */
export interface TrainingBatch {
  readonly batch: Batch
  /** Path of each image, in the batch's order. */
  readonly files: readonly string[]
}

/** Training batches without end, epoch after epoch, in an order that the seed alone decides. */
export interface BatchStream extends AsyncDisposable {
  next(): Promise<TrainingBatch>
  /**
   * Where the stream stands: just after the last batch that `next` gave, whatever was read ahead. A stream that is
   * opened there goes on with the very batches that this one would give.
   */
  position(): JsonValue
}
