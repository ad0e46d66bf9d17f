import type { DatasetRow } from '@deqa/datasets'
import type { Ratings } from '../ratings/open-ratings.ts'
import { type Rating, ratingOf } from '../ratings/rating.ts'

/** What the statistics need of a row. */
export interface StatisticsRow {
  /** In the dataset's units. */
  readonly mos: number
  /** Published or assumed, in the dataset's units. */
  readonly std: number | undefined
  /** Whether the deviation is assumed. */
  readonly assumedStd: boolean
  readonly rating: Rating
  /** Number of opinions behind the score, where it is known. */
  readonly votes: number | undefined
}

/** Reads the rows of the part of the split that was asked for; a row that cannot be used is reported and left out. */
export async function readStatisticsRows(
  ratings: Ratings,
  pseudoRatio: number | undefined,
  onBadRow: (error: Error) => void,
  signal: AbortSignal,
): Promise<StatisticsRow[]> {
  const { min, max } = ratings.scale
  const assumed = pseudoRatio === undefined ? undefined : pseudoRatio * (max - min)
  const rate = ratingOf(ratings.scale, pseudoRatio)
  const rows: StatisticsRow[] = []
  let rating: Rating | undefined
  const checkRow = (row: DatasetRow): void => {
    rating = ratings.selects(row) ? rate(row) : undefined
  }
  for await (const row of ratings.dataset.rows({ onBadRow, checkRow })) {
    signal.throwIfAborted()
    if (rating !== undefined)
      rows.push({
        mos: row.mos,
        std: row.std ?? assumed,
        assumedStd: row.std === undefined && assumed !== undefined,
        rating,
        votes: votesOf(row),
      })
  }
  return rows
}

function votesOf({ votes, meta }: DatasetRow): number | undefined {
  const count = votes?.reduce((sum, value) => sum + value, 0) ?? meta['ratings']
  return typeof count === 'number' && count > 0 ? count : undefined
}
