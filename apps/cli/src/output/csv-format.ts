import type { ModelInfo } from '@deqa/model'
import { LEVEL_NAMES } from '@deqa/soft-label'
import { stringify } from 'csv-stringify/sync'
import { isFailedRow, type Row } from './row.ts'
import type { PlainRowFormat } from './row-format.ts'

const columns = [
  'file',
  'score',
  'std',
  'level',
  ...LEVEL_NAMES,
  'width',
  'height',
  'model',
  'revision',
  'error_code',
  'error_message',
]

/** RFC 4180 but for the line ends, which are `\n`. A failed row has empty cells where a score would be. */
export function csvFormat({ name, revision }: Pick<ModelInfo, 'name' | 'revision'>): PlainRowFormat {
  return {
    head: stringify([columns]),
    row: (row) => stringify([cells(row, name, revision)]),
    tail: '',
  }
}

function cells(row: Row, model: string, revision: string): (string | number)[] {
  if (isFailedRow(row)) {
    const noScore = Array<string>(LEVEL_NAMES.length + 5).fill('')
    return [row.file, ...noScore, model, revision, row.error.code, row.error.message]
  }
  const levels = LEVEL_NAMES.map((level) => row.levels[level])
  return [row.file, row.score, row.std, row.level, ...levels, row.width, row.height, model, revision, '', '']
}
