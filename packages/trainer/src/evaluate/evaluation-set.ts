import type { Batch } from '@deqa/model/training'

/** A rated image that is not trained on. */
export interface EvaluationItem {
  readonly id: string
  /** Path of the image, as predictions name it. */
  readonly image: string
  /** Rating in the dataset's own units. */
  readonly mos: number
  /** The same on [1, 5], better when higher. */
  readonly score: number
  /** Standard deviation of the opinions on the scale of `score`; absent where none is published. */
  readonly std?: number
  /** The pristine image that this one was made from, where the dataset names it. */
  readonly reference?: string
  /** How it was made worse, where the dataset says so. */
  readonly distortion?: string
}

/** A batch to evaluate. The last one of a set may hold fewer items than images: the rest is padding. */
export interface EvaluationBatch {
  readonly batch: Batch
  /** V: rows of the batch that belong to each item, one after another. */
  readonly views: number
  readonly items: readonly EvaluationItem[]
}

/** Rated images of one dataset, as batches of the program that is trained. */
export interface EvaluationSet {
  readonly name: string
  batches(signal?: AbortSignal): AsyncIterable<EvaluationBatch>
}
