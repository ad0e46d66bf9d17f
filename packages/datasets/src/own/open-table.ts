import { existsSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import type { Dataset, Direction, RowsOptions, Scale } from '../dataset.ts'
import { DatasetFileMissing } from '../errors.ts'
import type { Fields } from '../files/fields.ts'
import { readDelimited } from '../files/read-delimited.ts'
import { readRows } from '../files/read-rows.ts'
import { isDelimiter } from './delimiter.ts'
import { readJsonLines } from './read-json-lines.ts'
import { readParquet } from './read-parquet.ts'
import { mapColumns, rowReader, type TableFacts } from './row-reader.ts'
import type { TableColumns } from './table-columns.ts'
import { type TableFormat, tableFormat } from './table-format.ts'

export interface OpenTableOptions {
  /** The declared scale of the scores. Not guessed: observed scores seldom reach the ends. */
  readonly scale: Scale
  /** @default 'higher-is-better'; a table whose only score is found by the name `dmos` needs it to be said */
  readonly direction?: Direction
  /** Which column holds what; columns with usual names (`image`, `mos`, `std`, …) need no mention. */
  readonly columns?: Partial<TableColumns>
  /** Folder that image paths are relative to. @default the folder of the table */
  readonly images?: string
  /** @default by the file's extension: .csv, .tsv, .jsonl, .ndjson or .parquet, text formats also with .gz */
  readonly format?: TableFormat
  /** What separates the fields of a CSV or TSV file, such as `;`. @default `,` in CSV, a tab in TSV */
  readonly delimiter?: string
  /** Whether the numbers of a CSV or TSV file have a comma before their decimals: `3,5`. @default false */
  readonly decimalComma?: boolean
  /**
   * Where the text comes from if not from a file, such as standard input; `path` then only names it in messages. Its
   * rows can be read once. Not for Parquet.
   */
  readonly content?: Readable
  /** @default the file's name without extension */
  readonly name?: string
  readonly title?: string
  readonly licence?: string
}

/**
 * Opens your own ratings: a CSV, TSV, JSONL or Parquet file with one image per row. Rows are read as they
 * are asked for, in bounded memory (Parquet: one row group).
 *
 * The columns are known when the first row is read: reading then ends with a `DatasetFileMalformed` if it cannot be told
 * which of them holds the image or the score, or which end of the scores is the good one.
 *
 * @throws {TypeError} if `scale` is not two ascending finite numbers, the format cannot be told, `content` is given
 *   for Parquet, `delimiter` is not one character, or it or `decimalComma` is given for another format than CSV and TSV.
 * @throws {DatasetFileMissing} if the file is not there.
 */
export async function openTable(path: string, options: OpenTableOptions): Promise<Dataset> {
  const { scale, direction, columns: given = {}, content } = options
  requireScale('openTable', scale)
  const format = options.format ?? requireFormat(path)
  const name = options.name ?? basename(path).replace(/(\.\w+)(\.gz)?$/i, '')
  const title = options.title ?? name
  if (content !== undefined && format === 'parquet') {
    throw new TypeError('openTable: expected a text format for content, got parquet')
  }
  if (content === undefined && !existsSync(path))
    throw new DatasetFileMissing(title, [[path]], 'Check the path of the table.')
  requireDelimited(options, format)
  const images = resolve(options.images ?? dirname(path))
  const facts = { path, images, given, scale, direction }
  return {
    name,
    title,
    scale,
    direction: direction ?? 'higher-is-better',
    licence: options.licence ?? 'Your own.',
    layout: `one ${format} table; image paths relative to the folder of the images`,
    rows: (rowsOptions = {}) =>
      readRows(tableOf(facts, format, options, rowsOptions), rowReader(facts), rowsOptions),
  }
}

/** @throws {TypeError} if the ends are not finite and ascending. */
export function requireScale(caller: string, { min, max }: Scale): void {
  if (Number.isFinite(min) && Number.isFinite(max) && min < max) return
  throw new TypeError(`${caller}: expected a scale with finite min < max, got ${min} and ${max}`)
}

function requireFormat(path: string): TableFormat {
  const format = tableFormat(path)
  if (format !== undefined) return format
  throw new TypeError(
    `openTable: expected a .csv, .tsv, .jsonl, .ndjson or .parquet file or the option format, got ${JSON.stringify(path)}`,
  )
}

function tableOf(
  facts: TableFacts,
  format: TableFormat,
  { delimiter, decimalComma, content }: OpenTableOptions,
  { onBadRow }: RowsOptions,
): AsyncIterable<Fields> {
  const { path } = facts
  switch (format) {
    case 'csv':
    case 'tsv':
      return readDelimited(path, {
        delimiter: delimiter ?? (format === 'csv' ? ',' : '\t'),
        mark: decimalComma ? ',' : '.',
        ...(content && { content }),
      })
    case 'jsonl':
      return readJsonLines(path, onBadRow, content)
    case 'parquet':
      return readParquet(path, (columns) => Object.values(mapColumns(facts, columns, 1)).flat())
  }
}

function requireDelimited({ delimiter, decimalComma }: OpenTableOptions, format: TableFormat): void {
  if (format !== 'csv' && format !== 'tsv') {
    const given = delimiter !== undefined ? 'a delimiter' : decimalComma ? 'a decimal comma' : undefined
    if (given) throw new TypeError(`openTable: expected csv or tsv for ${given}, got ${format}`)
  }
  if (delimiter !== undefined && !isDelimiter(delimiter)) {
    throw new TypeError(
      `openTable: expected a delimiter of one character, no quote or line end, got ${JSON.stringify(delimiter)}`,
    )
  }
}
