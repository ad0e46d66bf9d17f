import { dirname, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import {
  DATASET_NAMES,
  type Dataset,
  type DatasetName,
  type DatasetRow,
  openDataset,
  openDeqaMeta,
  openTable,
  readSplitFile,
  type Scale,
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
  { root, imageColumn, mosColumn, stdColumn, inputFormat, scale, lowerIsBetter }: RatingsFlags,
  stdin: InputStream,
): Promise<Dataset> {
  if (published) return openDataset(published, root ?? '.')
  const images = root === undefined ? {} : { images: root }
  const declared = scale === 'observed' ? notYetKnown : scale
  if (!inputFormat && source.toLowerCase().endsWith('.json'))
    return openDeqaMeta(source, { ...images, scale: declared })
  const options = {
    ...images,
    scale: declared,
    ...(lowerIsBetter && { direction: 'lower-is-better' as const }),
    columns: {
      ...(imageColumn && { image: imageColumn }),
      ...(mosColumn && { mos: mosColumn }),
      ...(stdColumn && { std: stdColumn }),
    },
  }
  if (source === '-' && inputFormat === 'parquet')
    throw new UsageError(
      '--input-format: a Parquet file is not read from front to back, so it cannot come by standard input',
      'Write it to a file and name that.',
    )
  if (source !== '-' && !inputFormat && !tableEnding.test(source)) throw unknownSource(source)
  return source === '-'
    ? openTable('standard input', {
        images: '.',
        ...options,
        format: inputFormat ?? 'csv',
        content: stdin as Readable,
      })
    : openTable(source, { ...options, ...(inputFormat && { format: inputFormat }) })
}

/** What tells the format of a table. */
const tableEnding = /\.(csv|tsv|jsonl|ndjson|parquet)(\.gz)?$/i

function unknownSource(source: string): UsageError {
  return new UsageError(
    `${source} is no dataset that is known, and its ending does not tell the format of a table`,
    `Add --input-format to read it as a table (${inputFormats.join(', ')}), or name one of the datasets ${DATASET_NAMES.join(', ')}.`,
  )
}
