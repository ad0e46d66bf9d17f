import { preferenceProbability } from '@deqa/soft-label'
import type { ScoredRow } from '../output/row.ts'

export interface RankedRow {
  /** From 1; equal scores have one rank, and the next one follows their number: 1, 2, 2, 4. */
  readonly rank: number
  readonly row: ScoredRow
  /** P(this image is better than the next one), the paper's Equations 6 and 7; null for the last. */
  readonly betterThanNext: number | null
}

/** Orders rows by falling score; equal scores keep their order. */
export function rankRows(rows: readonly ScoredRow[]): RankedRow[] {
  const sorted = rows.toSorted((a, b) => b.score - a.score)
  let rank = 0
  return sorted.map((row, place) => {
    if (row.score !== sorted[place - 1]?.score) rank = place + 1
    const next = sorted[place + 1]
    return { rank, row, betterThanNext: next ? preferenceProbability(row, next) : null }
  })
}
