import type { ScoreResult } from '@deqa/model'
import type { LevelName } from '@deqa/soft-label'

/** Why an image has no score: a word for programs and a text for people. */
export interface RowError {
  readonly code: string
  readonly message: string
}

/** The score of one image, as every output format shows it. */
export interface ScoredRow {
  readonly file: string
  readonly score: number
  readonly std: number
  readonly level: LevelName
  readonly levels: Readonly<Record<LevelName, number>>
  readonly width: number
  readonly height: number
}

export interface FailedRow {
  readonly file: string
  readonly error: RowError
}

export type Row = ScoredRow | FailedRow

export function isFailedRow(row: Row): row is FailedRow {
  return 'error' in row
}

/**
 * The row of a file, without anything that a longer one has. `result` is told apart by its shape, so that no format needs
 * the model package.
 */
export function toRow(file: string, result: ScoreResult | Row): Row {
  if ('error' in result) return { file, error: { code: result.error.code, message: result.error.message } }
  const { score, std, level, levels, width, height } = result
  return { file, score, std, level, levels, width, height }
}
