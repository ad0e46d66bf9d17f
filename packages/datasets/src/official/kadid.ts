import { basename, join } from 'node:path'
import { type DatasetRow, datasetRow } from '../dataset.ts'
import { DISTORTION_TYPES } from '../distortions/distortion-types.ts'
import { deviationOfVariance } from '../files/deviation-of-variance.ts'
import type { Fields } from '../files/fields.ts'
import { readDelimited } from '../files/read-delimited.ts'
import { readRows } from '../files/read-rows.ts'
import { readWords } from '../files/read-words.ts'
import type { OfficialDataset } from './official-dataset.ts'

/** `I<reference>_<kind>_<level>.png` */
const NAME = /^(I\d{2})_(\d{2})_(\d{2})\.\w+$/i

/**
 * KADID-10k: 81 pristine images, each with 25 distortions at 5 levels: 10,125 images.
 *
 * `dmos.csv` has `dist_img, ref_img, dmos, var`. Two traps: its `dmos` is the mean of a five-point
 * degradation rating in which 5 is imperceptible, so higher is better; and `var` is a variance:
 *
 *   std = √var
 *
 * (I01_01_01 has var 0.496 there and standard deviation 0.704273 = √0.496 in the other file.)
 * `kadid10k_all.txt` has path, mean and standard deviation without a header.
 * Sources: the dataset's own download, the repository zwx8981/LIQE (`IQA_Database/kadid10k/`).
 */
export const kadid: OfficialDataset = {
  name: 'kadid',
  title: 'KADID-10k',
  scale: { min: 1, max: 5 },
  direction: 'higher-is-better',
  licence: 'See the dataset page. The pristine images come from Pixabay.',
  layout: 'dmos.csv or kadid10k_all.txt; images in images/',
  homepage: 'https://database.mmsp-kn.de/kadid-10k-database.html',
  imageCount: 10_125,
  open(folder) {
    const { ratings } = folder.locate({ ratings: ['dmos.csv', 'kadid10k/dmos.csv', 'kadid10k_all.txt'] })
    const images = folder.images('images', 'kadid10k/images', 'distorted_images')
    const table = ratings.toLowerCase().endsWith('.csv')
      ? () => readDelimited(ratings, { required: ['dist_img', 'dmos', 'var'] })
      : () => readWords(ratings, ['dist_img', 'dmos', 'std'])
    return (options) => readRows(table(), (fields) => toRow(fields, images), options)
  },
}

function toRow(fields: Fields, images: string): DatasetRow {
  const id = basename(fields.text('dist_img'))
  const match = NAME.exec(id)
  const type = DISTORTION_TYPES[Number(match?.[2]) - 1]
  if (!match || type === undefined) {
    throw fields.invalid(`expected a name such as I01_01_01.png, got ${JSON.stringify(id)}`)
  }
  return datasetRow({
    id,
    imagePath: join(images, id),
    mos: fields.number('dmos'),
    std: fields.optionalNumber('std') ?? deviationOfVariance(fields, 'var'),
    reference: `${match[1]!.toUpperCase()}.png`,
    distortion: { type, level: Number(match[3]) },
  })
}
