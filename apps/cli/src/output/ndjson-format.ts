import type { PromptName } from '@deqa/model'
import type { FileStamp } from '../input/file-stamp.ts'
import type { Row } from './row.ts'
import type { RowFormat } from './row-format.ts'

/** What a score depends on besides the image. Rows of one file agree in it. */
export interface Provenance {
  readonly model: string
  readonly revision: string
  readonly prompt: PromptName
  readonly autoOrient: boolean
}

/** A line stands for itself: what was scored, by what, and the stamp of the file at that time. */
export type NdjsonRow = Row & Provenance & FileStamp

/** One JSON object per line. */
export function ndjsonFormat(provenance: Provenance): RowFormat {
  return {
    head: '',
    row: (row, stamp) => `${JSON.stringify({ ...row, ...provenance, ...stamp } satisfies NdjsonRow)}\n`,
    tail: '',
  }
}
