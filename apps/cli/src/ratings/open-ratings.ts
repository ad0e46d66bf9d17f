import { dirname, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import {
  DATASET_NAMES,
  type Dataset,
  type DatasetName,
  type DatasetRow,
  isDelimiter,
  type OpenTableOptions,
  openDataset,
  openDeqaMeta,
  openTable,
  readSplitFile,
  type Scale,
  type TableFormat,
  tableFormat,
  withSplit,
} from '@deqa/datasets'
import type { MosScale } from '@deqa/soft-label'
import { UsageError } from '../errors.ts'
import type { InputStream } from '../terminal.ts'
import { observedScale } from './observed-scale.ts'
import { inputFormats, type RatingsFlags } from './ratings-flags.ts'

/** Ratings that are ready to be read and normalised. */
export interface Ratings {
  readonly dataset: Dataset
  /** Which published dataset it is; undefined for a table or a meta file. */
  readonly published: DatasetName | undefined
  /** The folder that image paths are given relative to. */
  readonly imageRoot: string
  readonly scale: MosScale
  /** Whether a row is in the part of the split that was asked for. */
  selects(row: DatasetRow): boolean
}

/** A table must be opened with a scale; nothing looks at this one before the observed one is known. */
const notYetKnown: Scale = { min: 0, max: 1 }

/**
 * Opens what a command line names: a published dataset by its short name, `-` for a table on standard input, a
 * DeQA meta file by its ending `.json`, else a table.
 *
 * @throws {UsageError} if the observed scale of standard input is asked for, or all scores are equal.
 * @throws {DatasetError} if a file is missing, unreadable or malformed.
 */
export async function openRatings(source: string, flags: RatingsFlags, stdin: InputStream): Promise<Ratings> {
  if (source === '-' && flags.scale === 'observed')
    throw new UsageError(
      '--scale: the lowest and the highest score are not known before standard input has been read',
      'Name the ends of the scale, as in --scale 0,100, or read a file.',
    )
  const published = DATASET_NAMES.find((name) => name === source)
  const opened = await open(source, published, flags, stdin)
  const scale = flags.scale === 'observed' ? await observedScale(opened) : flags.scale
  const direction = flags.lowerIsBetter ? 'lower-is-better' : opened.direction
  const dataset = {
    ...opened,
    direction,
    scale: published && flags.scale === 'observed' ? opened.scale : scale,
  }
  const splitOf = flags.splitFile ? (await readSplitFile(flags.splitFile)).splitOf : undefined
  return {
    dataset: splitOf ? withSplit(dataset, splitOf) : dataset,
    published,
    imageRoot: resolve(flags.root ?? (published || source === '-' ? '.' : dirname(source))),
    scale: { ...scale, direction },
    selects: (row) => flags.split === undefined || flags.split === (splitOf ? splitOf(row) : row.split),
  }
}

function open(
  source: string,
  published: DatasetName | undefined,
  flags: RatingsFlags,
  stdin: InputStream,
): Promise<Dataset> {
  const { root, scale, inputFormat } = flags
  const isMeta = !inputFormat && source.toLowerCase().endsWith('.json')
  if (published || isMeta) refuseTableFlags(flags, source)
  if (published) return openDataset(published, root ?? '.')
  const common = {
    ...(root !== undefined && { images: root }),
    scale: scale === 'observed' ? notYetKnown : scale,
  }
  if (isMeta) return openDeqaMeta(source, common)
  const format = inputFormat ?? (source === '-' ? 'csv' : tableFormat(source))
  if (format === undefined) throw unknownSource(source)
  const options = { ...common, format, ...tableOptions(flags, source, format) }
  if (source !== '-') return openTable(source, options)
  if (format === 'parquet')
    throw new UsageError(
      '--input-format: a Parquet file is not read from front to back, so it cannot come by standard input',
      'Write it to a file and name that.',
    )
  return openTable('standard input', { images: '.', ...options, content: stdin as Readable })
}

/** What the options of the command say of the table. */
function tableOptions(
  { imageColumn, mosColumn, stdColumn, delimiter, decimalComma, lowerIsBetter }: RatingsFlags,
  source: string,
  format: TableFormat,
): Omit<OpenTableOptions, 'scale'> {
  if (delimiter !== undefined && !isDelimiter(delimiter))
    throw new UsageError(
      `--delimiter: expected one character, no quote or line end, got ${JSON.stringify(delimiter)}`,
      'As in --delimiter ";", quoted for the shell; fields that tabs separate are read by --input-format tsv.',
    )
  if (format !== 'csv' && format !== 'tsv') {
    const given = delimiter !== undefined ? '--delimiter' : decimalComma && '--decimal-comma'
    if (given)
      throw new UsageError(
        `${given}: ${source} is ${format}, and only CSV and TSV have one`,
        'Leave it out, or say --input-format csv if the table is one.',
      )
  }
  return {
    ...(lowerIsBetter && { direction: 'lower-is-better' }),
    columns: {
      ...(imageColumn !== undefined && { image: imageColumn }),
      ...(mosColumn !== undefined && { mos: mosColumn }),
      ...(stdColumn !== undefined && { std: stdColumn }),
    },
    ...(delimiter !== undefined && { delimiter }),
    ...(decimalComma && { decimalComma }),
  }
}

/** @throws {UsageError} if an option is given that a source which is no table would ignore. */
function refuseTableFlags(flags: RatingsFlags, source: string): void {
  const given = {
    '--image-column': flags.imageColumn,
    '--mos-column': flags.mosColumn,
    '--std-column': flags.stdColumn,
    '--delimiter': flags.delimiter,
    '--decimal-comma': flags.decimalComma,
    '--input-format': flags.inputFormat,
  }
  for (const [flag, value] of Object.entries(given))
    if (value !== undefined)
      throw new UsageError(
        `${flag}: ${source} is no table, and reads its own form only`,
        'Leave it out, or give tables a command of their own.',
      )
}

function unknownSource(source: string): UsageError {
  return new UsageError(
    `${source} is no dataset that is known, and its ending does not tell the format of a table`,
    `Add --input-format to read it as a table (${inputFormats.join(', ')}), or name one of the datasets ${DATASET_NAMES.join(', ')}.`,
  )
}
