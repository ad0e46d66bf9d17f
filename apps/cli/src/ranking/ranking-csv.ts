import { csvFormat } from '../output/csv-format.ts'
import type { Provenance } from '../output/ndjson-format.ts'
import type { FailedRow } from '../output/row.ts'
import type { RankedRow } from './rank-rows.ts'

/** The columns of `deqa score --csv`, with `rank` and `better_than_next` before them. */
export function rankingCsv(
  ranked: readonly RankedRow[],
  failed: readonly FailedRow[],
  { model, revision }: Provenance,
): string {
  const format = csvFormat({ name: model, revision })
  return [
    `rank,better_than_next,${format.head}`,
    ...ranked.map(({ rank, row, betterThanNext }) => `${rank},${betterThanNext ?? ''},${format.row(row)}`),
    ...failed.map((row) => `,,${format.row(row)}`),
  ].join('')
}
