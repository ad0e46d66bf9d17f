import { basename, dirname, join, resolve } from 'node:path'
import {
  type Dataset,
  type DatasetRow,
  datasetRow,
  type RowsOptions,
  type Scale,
  type SplitName,
} from '../dataset.ts'
import { DatasetFileMalformed, DatasetRowInvalid, messageOf } from '../errors.ts'
import { type DeqaMetaItem, metaOf } from './item.ts'
import { parseDeqaMetaItem } from './parse-item.ts'
import { readMetaEntries } from './read-write.ts'

export interface OpenDeqaMetaOptions {
  /**
   * Folder that the image paths are relative to.
   *
   * @default the folder of the file; for a file in `<root>/<dataset>/metas/`, as the original's data lie, the root
   */
  readonly images?: string
  /** Part of the split that the whole file is. @default `train` or `test` if the file's name begins so */
  readonly split?: SplitName
  /** Scale of the raw scores. @default what the file's raw and normalised scores imply */
  readonly scale?: Scale
}

/**
 * Opens a DeQA meta file as a dataset: `id`, image, raw score and raw deviation of its items.
 *
 * The file does not state its scale, but each item holds the score twice, s and n = 4 (s − min)/(max − min) + 1;
 * two items with different scores give min and max, to about 1e-12 of the range.
 *
 * @throws {DatasetFileUnreadable} if the file cannot be read.
 * @throws {DatasetFileMalformed} if it is no meta file, or no scale is given and none is implied.
 */
export async function openDeqaMeta(path: string, options: OpenDeqaMetaOptions = {}): Promise<Dataset> {
  const entries = await readMetaEntries(path)
  const images = resolve(options.images ?? imageRoot(path))
  const split = options.split ?? splitOfName(basename(path))
  return {
    name: basename(path, '.json'),
    title: `DeQA meta ${basename(path)}`,
    scale: options.scale ?? impliedScale(path, entries),
    direction: 'higher-is-better',
    licence: 'That of the dataset the meta file was made from.',
    layout: 'one JSON list; image paths relative to the folder of the images',
    async *rows(rowsOptions = {}) {
      const read = (entry: unknown) => toRow(parseDeqaMetaItem(entry), images, split)
      for (const [index, entry] of entries.entries()) {
        const row = readOrReport(path, index, () => read(entry), rowsOptions)
        if (row !== undefined) yield row
      }
    },
  }
}

function readOrReport(
  path: string,
  index: number,
  read: () => DatasetRow,
  { onBadRow, checkRow }: RowsOptions,
): DatasetRow | undefined {
  try {
    const row = read()
    checkRow?.(row)
    return row
  } catch (cause) {
    const error = new DatasetRowInvalid(path, index + 1, `item ${index}: ${messageOf(cause)}`)
    if (onBadRow === undefined) throw error
    onBadRow(error)
    return undefined
  }
}

function toRow(item: DeqaMetaItem, images: string, split: SplitName | undefined): DatasetRow {
  return datasetRow({
    id: item.id,
    imagePath: join(images, item.image),
    mos: item.gtScore,
    std: item.std,
    split,
    meta: metaOf(item),
  })
}

function imageRoot(path: string): string {
  const folder = dirname(resolve(path))
  return basename(folder) === 'metas' ? dirname(dirname(folder)) : folder
}

function splitOfName(name: string): SplitName | undefined {
  if (name.startsWith('train')) return 'train'
  return name.startsWith('test') ? 'test' : undefined
}

/** Solves for the two ends from the lowest and the highest item that hold both scores. */
function impliedScale(path: string, entries: readonly unknown[]): Scale {
  let low: Both | undefined
  let high: Both | undefined
  for (const entry of entries) {
    const both = bothScores(entry)
    if (both === undefined) continue
    if (low === undefined || both.raw < low.raw) low = both
    if (high === undefined || both.raw > high.raw) high = both
  }
  const range = low && high ? (4 * (high.raw - low.raw)) / (high.normalised - low.normalised) : Number.NaN
  if (!low || !(range > 0) || !Number.isFinite(range)) {
    throw new DatasetFileMalformed(path, 'no two items with different raw and normalised scores', {
      advice: 'Say what scale the raw scores are on: the option `scale`.',
    })
  }
  const min = low.raw - ((low.normalised - 1) / 4) * range
  return { min, max: min + range }
}

interface Both {
  readonly raw: number
  readonly normalised: number
}

function bothScores(entry: unknown): Both | undefined {
  try {
    const { gtScore, gtScoreNorm } = parseDeqaMetaItem(entry)
    return gtScoreNorm === undefined ? undefined : { raw: gtScore, normalised: gtScoreNorm }
  } catch {
    // A bad item is reported when the rows are read.
    return undefined
  }
}
