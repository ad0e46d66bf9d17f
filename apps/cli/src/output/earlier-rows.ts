import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import type { FileStamp } from '../input/file-stamp.ts'
import { differenceOf, type Provenance } from './ndjson-format.ts'
import { parseNdjsonRow } from './parse-ndjson-row.ts'
import { readLines } from './read-lines.ts'

/** What an earlier run wrote about one file. */
export interface EarlierRow extends FileStamp {
  /** Number of its line in the file, from 0. */
  readonly line: number
  readonly failed: boolean
}

export interface EarlierRows {
  /** By absolute path of the image; the last row counts. */
  readonly rows: ReadonlyMap<string, EarlierRow>
  /** Lines in the file, a torn one included. */
  readonly lines: number
}

const rowStart = '{"file":"'

/**
 * Reads the rows that an earlier run left in an NDJSON file. A torn last line, left by a run that was killed
 * while it wrote, counts as a line but gives no row.
 *
 * @throws {UsageError} if the file holds anything but rows, or rows that `provenance` did not give: then
 *   another run's results are at stake.
 */
export async function readEarlierRows(path: string, provenance: Provenance): Promise<EarlierRows> {
  const rows = new Map<string, EarlierRow>()
  let lines = 0
  for await (const { text, complete } of readLines(path)) {
    const line = lines++
    const where = `--resume: ${path}, line ${line + 1}`
    if (!complete) {
      if (!text.startsWith(rowStart) && !rowStart.startsWith(text)) throw notOurs(where)
      continue
    }
    const row = parseNdjsonRow(text)
    if (!row) throw notOurs(where)
    refuseOther(where, row, provenance)
    const { size, mtimeMs } = row
    rows.set(resolve(row.file), { line, failed: 'error' in row, size, mtimeMs })
  }
  return { rows, lines }
}

function notOurs(where: string): UsageError {
  return new UsageError(`${where} is not a row that deqa score wrote`, 'Name another file with --out.')
}

function refuseOther(where: string, row: Provenance, provenance: Provenance): void {
  const difference = differenceOf(row, provenance)
  if (!difference) return
  const { key, found, expected } = difference
  throw new UsageError(
    `${where} was made with ${key} ${found}, but this run has ${expected}`,
    'Name another file with --out: rows of one file must be comparable.',
  )
}
