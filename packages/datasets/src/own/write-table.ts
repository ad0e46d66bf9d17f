import { pipeline, Readable } from 'node:stream'
import { stringify } from 'csv-stringify'
import type { DatasetRow } from '../dataset.ts'
import { writeFileWhole } from '../files/write-file.ts'

/** The columns that `writeTable` writes, all of which `openTable` finds by itself. */
const COLUMNS = ['id', 'image', 'mos', 'std', 'split', 'reference', 'distortion', 'level'] as const

type Rows = Iterable<DatasetRow> | AsyncIterable<DatasetRow>

/**
 * Writes rows as a table that `openTable` reads back: CSV, TSV or JSONL, numbers in full precision, empty
 * where a row has no value. Votes and `meta` are left out. Rows are written as they come, in bounded memory;
 * the file appears under its name only when it is complete.
 *
 * @throws {RangeError} if a score or a deviation is not a finite number, or a deviation is negative.
 * @throws {DatasetFileUnwritable} if the file cannot be written.
 */
export async function writeTable(
  path: string,
  rows: Rows,
  { format = 'csv' }: { readonly format?: 'csv' | 'tsv' | 'jsonl' } = {},
): Promise<void> {
  await writeFileWhole(
    path,
    format === 'jsonl' ? jsonLines(rows) : delimited(rows, format === 'csv' ? ',' : '\t'),
  )
}

function delimited(rows: Rows, delimiter: string): AsyncIterable<string> {
  const text = stringify({ header: true, columns: [...COLUMNS], delimiter })
  pipeline(Readable.from(records(rows)), text, () => {})
  return text.setEncoding('utf8')
}

async function* jsonLines(rows: Rows): AsyncGenerator<string, void, undefined> {
  for await (const record of records(rows)) yield `${JSON.stringify(record)}\n`
}

async function* records(rows: Rows): AsyncGenerator<Record<string, string | number>, void, undefined> {
  for await (const { id, imagePath, mos, std, split, reference, distortion } of rows) {
    if (!Number.isFinite(mos) || (std !== undefined && !(Number.isFinite(std) && std >= 0))) {
      throw new RangeError(
        `writeTable: ${id}: expected a finite mos and a finite std of zero or more, got ${mos} and ${std}`,
      )
    }
    yield {
      id,
      image: imagePath,
      mos,
      ...(std !== undefined && { std }),
      ...(split !== undefined && { split }),
      ...(reference !== undefined && { reference }),
      ...(distortion !== undefined && { distortion: distortion.type }),
      ...(distortion?.level !== undefined && { level: distortion.level }),
    }
  }
}
