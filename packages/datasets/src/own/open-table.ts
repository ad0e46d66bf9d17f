import { existsSync } from 'node:fs'
import { basename, dirname, extname, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import {
  type Dataset,
  type DatasetRow,
  type Direction,
  datasetRow,
  type RowsOptions,
  type Scale,
} from '../dataset.ts'
import { DatasetFileMalformed, DatasetFileMissing } from '../errors.ts'
import type { Columns, Fields } from '../files/fields.ts'
import { readDelimited } from '../files/read-delimited.ts'
import { readRows } from '../files/read-rows.ts'
import { splitOfWord } from '../splits/split-names.ts'
import { readJsonLines } from './read-json-lines.ts'
import { readParquet } from './read-parquet.ts'
import { resolveColumns, type TableColumns } from './table-columns.ts'

export type TableFormat = 'csv' | 'tsv' | 'jsonl' | 'parquet'

export interface OpenTableOptions {
  /** The declared scale of the scores. Not guessed: observed scores seldom reach the ends. */
  readonly scale: Scale
  /** @default 'higher-is-better' */
  readonly direction?: Direction
  /** Which column holds what; columns with usual names (`image`, `mos`, `std`, …) need no mention. */
  readonly columns?: Partial<TableColumns>
  /** Folder that image paths are relative to. @default the folder of the table */
  readonly images?: string
  /** @default by the file's extension: .csv, .tsv, .jsonl, .ndjson or .parquet, text formats also with .gz */
  readonly format?: TableFormat
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
 * @throws {TypeError} if `scale` is not two ascending finite numbers, the format cannot be told, or `content` is given
 *   for Parquet.
 * @throws {DatasetFileMissing} if the file is not there.
 */
export async function openTable(path: string, options: OpenTableOptions): Promise<Dataset> {
  const { scale, direction = 'higher-is-better', columns = {}, content } = options
  requireScale('openTable', scale)
  const format = options.format ?? formatOf(path)
  const name = options.name ?? basename(path).replace(/(\.\w+)(\.gz)?$/i, '')
  const title = options.title ?? name
  if (content !== undefined && format === 'parquet') {
    throw new TypeError('openTable: expected a text format for content, got parquet')
  }
  if (content === undefined && !existsSync(path))
    throw new DatasetFileMissing(title, [[path]], 'Check the path of the table.')
  const images = resolve(options.images ?? dirname(path))
  return {
    name,
    title,
    scale,
    direction,
    licence: options.licence ?? 'Your own.',
    layout: `one ${format} table; image paths relative to the folder of the images`,
    rows: (rowsOptions = {}) => {
      const toRow = rowReader(path, columns, images)
      return readRows(tableOf(path, format, columns, rowsOptions, content), toRow, rowsOptions)
    },
  }
}

/** @throws {TypeError} if the ends are not finite and ascending. */
export function requireScale(caller: string, { min, max }: Scale): void {
  if (Number.isFinite(min) && Number.isFinite(max) && min < max) return
  throw new TypeError(`${caller}: expected a scale with finite min < max, got ${min} and ${max}`)
}

function formatOf(path: string): TableFormat {
  const extension = extname(path.toLowerCase().replace(/\.gz$/, ''))
  switch (extension) {
    case '.csv':
      return 'csv'
    case '.tsv':
      return 'tsv'
    case '.jsonl':
    case '.ndjson':
      return 'jsonl'
    case '.parquet':
      return 'parquet'
    default:
      throw new TypeError(
        `openTable: expected a .csv, .tsv, .jsonl, .ndjson or .parquet file or the option format, got ${JSON.stringify(path)}`,
      )
  }
}

function tableOf(
  path: string,
  format: TableFormat,
  given: Partial<TableColumns>,
  { onBadRow }: RowsOptions,
  content: Readable | undefined,
): AsyncIterable<Fields> {
  const from = content && { content }
  switch (format) {
    case 'csv':
      return readDelimited(path, { ...from })
    case 'tsv':
      return readDelimited(path, { delimiter: '\t', ...from })
    case 'jsonl':
      return readJsonLines(path, onBadRow, content)
    case 'parquet':
      return readParquet(path, (columns) => Object.values(mapping(path, columns, given, 1)).flat())
  }
}

/** Turns rows into dataset rows; the mapping is worked out once for each set of columns. */
function rowReader(
  path: string,
  given: Partial<TableColumns>,
  images: string,
): (fields: Fields) => DatasetRow {
  let columns: Columns | undefined
  let map: TableColumns | undefined
  return (fields) => {
    if (map === undefined || columns !== fields.columns) {
      columns = fields.columns
      map = mapping(path, columns, given, fields.line)
    }
    return toRow(fields, map, images)
  }
}

function mapping(path: string, columns: Columns, given: Partial<TableColumns>, line: number): TableColumns {
  columns.require(Object.values(given).flat(), path, line)
  const { image, mos, ...rest } = resolveColumns(columns, given)
  if (image !== undefined && mos !== undefined) return { image, mos, ...rest }
  throw new DatasetFileMalformed(
    path,
    `cannot tell which column holds the ${image === undefined ? 'image' : 'score'}; ` +
      `the columns are ${columns.names.map((column) => JSON.stringify(column)).join(', ')}`,
    { line, advice: 'Name it: the option `columns`.' },
  )
}

function toRow(fields: Fields, map: TableColumns, images: string): DatasetRow {
  const image = fields.text(map.image)
  const type = map.distortion && fields.optionalText(map.distortion)
  const level = map.level === undefined ? undefined : fields.optionalNumber(map.level)
  return datasetRow({
    id: map.id === undefined ? image : (fields.optionalText(map.id) ?? image),
    imagePath: resolve(images, image),
    mos: fields.number(map.mos),
    std: deviation(fields, map),
    votes: map.votes?.map((column) => fields.number(column)),
    split: map.split === undefined ? undefined : splitOf(fields, map.split),
    reference: map.reference && fields.optionalText(map.reference),
    distortion: type ? { type, ...(level !== undefined && { level }) } : undefined,
  })
}

function deviation(fields: Fields, { std, variance }: TableColumns): number | undefined {
  if (variance === undefined) return std === undefined ? undefined : fields.optionalNumber(std)
  const value = fields.optionalNumber(variance)
  if (value !== undefined && value < 0)
    throw fields.invalid(`expected a variance of zero or more, got ${value}`)
  return value === undefined ? undefined : Math.sqrt(value)
}

function splitOf(fields: Fields, column: string): DatasetRow['split'] {
  const word = fields.optionalText(column)
  if (word === undefined) return undefined
  const split = splitOfWord(word)
  if (split === undefined) {
    throw fields.invalid(
      `${JSON.stringify(column)}: expected train, validation or test, got ${JSON.stringify(word)}`,
    )
  }
  return split
}
