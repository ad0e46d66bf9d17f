import { csvFormat } from '../output/csv-format.ts'
import type { Provenance } from '../output/ndjson-format.ts'
import type { FailedRow } from '../output/row.ts'
import type { RankedRow } from './rank-rows.ts'

/** The columns of `deqa score --csv`, with `rank` and `better_than_next` before them. */
export function* rankingCsv(
  ranked: readonly RankedRow[],
  failed: readonly FailedRow[],
  { model, revision }: Provenance,
): Generator<string> {
  const format = csvFormat({ name: model, revision })
  yield `rank,better_than_next,${format.head}`
  for (const { rank, row, betterThanNext } of ranked)
    yield `${rank},${betterThanNext ?? ''},${format.row(row)}`
  for (const row of failed) yield `,,${format.row(row)}`
}
