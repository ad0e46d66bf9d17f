import { join } from 'node:path'
import { type DatasetRow, datasetRow, type RowsOptions, type SplitName } from '../dataset.ts'
import { DatasetSplitInvalid } from '../errors.ts'
import type { Fields } from '../files/fields.ts'
import { readDelimited } from '../files/read-delimited.ts'
import { readRows } from '../files/read-rows.ts'
import type { OfficialDataset } from './official-dataset.ts'

/**
 * FLIVE (PaQ-2-PiQ): 39,810 photographs in the wild, rated by a crowd on 0..100. Pictures only, not patches.
 *
 * `labels_image.csv` has `name` (folder and file, such as `voc_emotic_ava/JPEGImages__2007_000121.jpg`) and
 * `mos`; no deviation. The official split is that of the authors' training code: pictures of which a side
 * is longer than 640 pixels are the test part (`labels640.csv`), and the rest
 * (`labels=640_padded.csv`, columns `name_image`, `is_valid`) is cut into training and validation. It is
 * taken from these two files when both are there; a picture that neither of them names is in no part.
 * Sources: niu-haoran/FLIVE_Database (`database_prep.ipynb`), baidut/PaQ-2-PiQ, loaders of pyiqa.
 */
export const flive: OfficialDataset = {
  name: 'flive',
  title: 'FLIVE (PaQ-2-PiQ)',
  scale: { min: 0, max: 100 },
  direction: 'higher-is-better',
  licence: 'Ratings: see the dataset page. Images: those of AVA, VOC, EMOTIC and the blur detection dataset.',
  layout: 'labels_image.csv, labels640.csv and labels=640_padded.csv for the split; images below database/',
  homepage: 'https://github.com/niu-haoran/FLIVE_Database',
  imageCount: 39_810,
  open(folder) {
    const { ratings } = folder.locate({ ratings: ['labels_image.csv', 'database/labels_image.csv'] })
    const beside = (name: string) => folder.find(name, `database/${name}`)
    const test = beside('labels640.csv')
    const training = beside('labels=640_padded.csv')
    const images = folder.images('database')
    return (options) =>
      read(
        ratings,
        test !== undefined && training !== undefined ? { test, training } : undefined,
        images,
        options,
      )
  },
}

interface SplitFiles {
  readonly test: string
  readonly training: string
}

async function* read(
  ratings: string,
  split: SplitFiles | undefined,
  images: string,
  options: RowsOptions,
): AsyncGenerator<DatasetRow, void, undefined> {
  const parts = split && (await readSplit(split))
  let [rows, named] = [0, 0]
  const toRow = (fields: Fields) => {
    const id = fields.text('name')
    const mos = fields.number('mos')
    const part = parts?.get(id)
    rows++
    if (part !== undefined) named++
    return datasetRow({ id, imagePath: join(images, id), mos, split: part })
  }
  yield* readRows(readDelimited(ratings, { required: ['name', 'mos'] }), toRow, options)
  if (split && rows > 0 && named === 0) {
    throw new DatasetSplitInvalid(
      `${ratings}: none of its ${rows} images is named by ${split.test} or ${split.training}`,
      'Take the three files from one copy of the dataset, or remove the last two to read it without a split.',
    )
  }
}

async function readSplit({ test, training }: SplitFiles): Promise<ReadonlyMap<string, SplitName>> {
  const parts = new Map<string, SplitName>()
  for await (const fields of readDelimited(training, { required: ['name_image', 'is_valid'] })) {
    const name = fields.text('name_image')
    if (/^(1|true)$/i.test(fields.optionalText('is_valid') ?? '')) parts.set(name, 'validation')
    else if (!parts.has(name)) parts.set(name, 'train')
  }
  for await (const fields of readDelimited(test, { required: ['name_image'] })) {
    parts.set(fields.text('name_image'), 'test')
  }
  return parts
}
