import type { FileStamp } from '../input/file-stamp.ts'
import type { Row } from './row.ts'

/** How rows become text: the head, every row in turn, the tail. What is written is valid after any row. */
export interface RowFormat {
  readonly head: string
  row(row: Row, stamp: FileStamp): string
  readonly tail: string
}

/** A format that needs nothing but the row. */
export interface PlainRowFormat extends RowFormat {
  row(row: Row): string
}

export type FormatName = 'table' | 'json' | 'ndjson' | 'csv'
