import { jsonFormat } from '../output/json-format.ts'
import { type Provenance, provenanceFields } from '../output/ndjson-format.ts'
import type { FailedRow } from '../output/row.ts'
import type { RankedRow } from './rank-rows.ts'

/** The document of `deqa score --json`, with `rank` and `betterThanNext` for each image. */
export function* rankingJson(
  ranked: readonly RankedRow[],
  failed: readonly FailedRow[],
  provenance: Provenance,
): Generator<string> {
  const format = jsonFormat(provenanceFields(provenance))
  yield format.head
  for (const { rank, betterThanNext, row } of ranked) {
    const placed = { rank, betterThanNext, ...row }
    yield format.row(placed)
  }
  for (const row of failed) yield format.row(row)
  yield format.tail
}
