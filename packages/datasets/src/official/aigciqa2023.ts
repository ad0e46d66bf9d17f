import { join } from 'node:path'
import { type DatasetRow, datasetRow, type MetaValue } from '../dataset.ts'
import type { Fields } from '../files/fields.ts'
import { type Column, readColumns } from '../files/read-columns.ts'
import { readRows } from '../files/read-rows.ts'
import { matNumbers } from '../mat/mat-variables.ts'
import type { OfficialDataset } from './official-dataset.ts'

/** Images per model, and images per prompt within a model: 100 prompts, four images each. */
const PER_MODEL = 400
const PER_PROMPT = 4

/**
 * AIGCIQA2023: 2,400 generated images (six models, 100 prompts, four images each), rated for quality,
 * authenticity and fit to the prompt.
 *
 * `DATA/MOS/mosz1.mat` holds the quality scores of images 0..2399 as the column `MOSz`, rescaled z-scores on
 * 0..100; `mosz2.mat` and `mosz3.mat` hold authenticity and correspondence, which are in `meta`. The
 * deviations of `DATA/STD/SD1.mat` (variable `SD`) lie near 1: they belong to the five-point opinions before
 * the rescaling, so they are no deviation of this MOS and are only in `meta.opinionStd`.
 * Sources: wangjiarui153/AIGCIQA2023 (README, issue 5 on the deviations), loaders for variables and order.
 */
export const aigciqa2023: OfficialDataset = {
  name: 'aigciqa2023',
  title: 'AIGCIQA2023',
  scale: { min: 0, max: 100 },
  direction: 'higher-is-better',
  licence: 'See the dataset page.',
  layout: 'DATA/MOS/mosz1.mat, optionally mosz2.mat, mosz3.mat and DATA/STD/SD1.mat; images in Image/allimg/',
  homepage: 'https://github.com/wangjiarui153/AIGCIQA2023',
  imageCount: 2_400,
  open(folder) {
    const { quality } = folder.locate({ quality: ['DATA/MOS/mosz1.mat', 'AIGCIQA2023/DATA/MOS/mosz1.mat'] })
    const beside = (name: string) => folder.find(`DATA/${name}`, `AIGCIQA2023/DATA/${name}`)
    const others = [
      { key: 'authenticity', path: beside('MOS/mosz2.mat'), variable: 'MOSz' },
      { key: 'correspondence', path: beside('MOS/mosz3.mat'), variable: 'MOSz' },
      { key: 'opinionStd', path: beside('STD/SD1.mat'), variable: 'SD' },
    ]
    const images = folder.images('Image/allimg', 'AIGCIQA2023/Image/allimg', 'allimg')
    return (options) => readRows(readTable(quality, others), (fields) => toRow(fields, images), options)
  },
}

interface OtherFile {
  readonly key: string
  readonly path: string | undefined
  readonly variable: string
}

async function* readTable(
  quality: string,
  others: readonly OtherFile[],
): AsyncGenerator<Fields, void, undefined> {
  const columns: Column[] = []
  for (const { key, path, variable } of others) {
    if (path !== undefined) columns.push({ name: key, path, values: await matNumbers(path, variable) })
  }
  yield* readColumns([{ name: 'mos', path: quality, values: await matNumbers(quality, 'MOSz') }, ...columns])
}

function toRow(fields: Fields, images: string): DatasetRow {
  const index = fields.line - 1
  const id = `${index}.png`
  const meta: Record<string, MetaValue> = { prompt: Math.floor((index % PER_MODEL) / PER_PROMPT) }
  for (const key of ['authenticity', 'correspondence', 'opinionStd']) {
    const value = fields.optionalNumber(key)
    if (value !== undefined) meta[key] = value
  }
  return datasetRow({ id, imagePath: join(images, id), mos: fields.number('mos'), meta })
}
