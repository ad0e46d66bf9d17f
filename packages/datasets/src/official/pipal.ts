import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type DatasetRow, datasetRow, type RowsOptions } from '../dataset.ts'
import { DatasetFileMissing } from '../errors.ts'
import type { Fields } from '../files/fields.ts'
import { readRows } from '../files/read-rows.ts'
import { readWords } from '../files/read-words.ts'
import type { OfficialDataset } from './official-dataset.ts'

/** `A<reference>_<kind>_<index>.bmp` */
const NAME = /^(A\d{4})_(\d{2})_(\d{2})\.\w+$/i

const HOMEPAGE = 'https://www.jasongt.com/projectpages/pipal.html'

/**
 * PIPAL, training part: 200 references, 116 processed copies each, judged in pairs.
 *
 * `Train_Label/` holds one text file per reference with lines `A0001_00_00.bmp,1503.71`. The score is an Elo
 * rating, which has no ends of its own: the declared scale is the range the paper on soft labels reports
 * for it. No deviation exists; `@deqa/soft-label` has the usual substitute. Copies of one kind are not
 * ordered by strength, so there is no level.
 * Sources: loaders of pyiqa; a listing of the unpacked download; DeQA-Score, section B.1.
 */
export const pipal: OfficialDataset = {
  name: 'pipal',
  title: 'PIPAL',
  scale: { min: 934.95, max: 1835.99 },
  direction: 'higher-is-better',
  licence: 'For research; see the dataset page.',
  layout: 'Train_Label/*.txt; images in Distortion_1/ to Distortion_4/, references in Train_Ref/',
  homepage: HOMEPAGE,
  imageCount: 23_200,
  open(folder) {
    const { labels } = folder.locate({ labels: ['Train_Label', 'Train_Label/Train_Label', 'train_label'] })
    const nested = folder.find('Train_Label/Train_Label') ?? labels
    const files = readdirSync(nested).filter((name) => name.toLowerCase().endsWith('.txt'))
    if (files.length === 0) {
      throw new DatasetFileMissing('PIPAL', [[join(nested, '*.txt')]], `Get the dataset from ${HOMEPAGE}.`)
    }
    const imagePath = folder.imageFinder(
      'Distortion_1',
      'Distortion_2',
      'Distortion_3',
      'Distortion_4',
      'Dist_Imgs',
      'Train_Dist',
      'Train_Distort',
    )
    const paths = files.sort().map((name) => join(nested, name))
    return (options) => read(paths, imagePath, options)
  },
}

async function* read(
  paths: readonly string[],
  imagePath: (name: string) => string,
  options: RowsOptions,
): AsyncGenerator<DatasetRow, void, undefined> {
  for (const path of paths) {
    yield* readRows(readWords(path, ['name', 'elo']), (fields) => toRow(fields, imagePath), options)
  }
}

function toRow(fields: Fields, imagePath: (name: string) => string): DatasetRow {
  const id = fields.text('name')
  const match = NAME.exec(id)
  if (!match) throw fields.invalid(`expected a name such as A0001_00_00.bmp, got ${JSON.stringify(id)}`)
  return datasetRow({
    id,
    imagePath: imagePath(id),
    mos: fields.number('elo'),
    reference: `${match[1]!.toUpperCase()}.bmp`,
    distortion: { type: match[2]! },
  })
}
