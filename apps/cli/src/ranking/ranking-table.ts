import type { FailedRow } from '../output/row.ts'
import { type TableLook, tableFormat } from '../output/table-format.ts'
import type { RankedRow } from './rank-rows.ts'

const gap = '  '
const lastTitle = 'P(> next)'

/** A table for people: the rank before each image, and behind it how likely it is better than the next one. */
export function* rankingTable(
  ranked: readonly RankedRow[],
  failed: readonly FailedRow[],
  look: TableLook,
): Generator<string> {
  const width = Math.max('rank'.length, String(ranked.at(-1)?.rank ?? '').length)
  const margins = width + gap.length + gap.length + lastTitle.length
  const files = [...ranked.map(({ row }) => row.file), ...failed.map(({ file }) => file)]
  const table = tableFormat(files, { ...look, columns: look.columns && look.columns - margins })
  const line = (rank: string, text: string, last = ''): string =>
    `${[rank.padStart(width), text.trimEnd(), last].join(gap).trimEnd()}\n`
  yield line('rank', table.head, lastTitle)
  // Five bars stand below the six letters of their title.
  for (const { rank, row, betterThanNext } of ranked)
    yield line(
      String(rank),
      table.row(row),
      (betterThanNext?.toFixed(2) ?? '').padStart(lastTitle.length + 1),
    )
  for (const row of failed) yield line('–', table.row(row))
}
