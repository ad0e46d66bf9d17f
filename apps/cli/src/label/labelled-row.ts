import type { DatasetRow } from '@deqa/datasets'
import type { Rating } from '../ratings/rating.ts'
import type { MadeLabel } from './label-maker.ts'

/** One row of the output. */
export interface LabelledRow {
  readonly row: DatasetRow
  /** Path of the image relative to the folder of the images, with forward slashes. */
  readonly image: string
  readonly rating: Rating
  readonly label: MadeLabel
}

/** How labelled rows become text: the head, groups of rows in turn, the tail. */
export interface LabelFormat {
  readonly head: string
  rows(rows: readonly LabelledRow[]): string
  readonly tail: string
}
