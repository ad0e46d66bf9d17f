import { type DatasetRow, datasetRow } from '../dataset.ts'
import { Columns, Fields } from '../files/fields.ts'
import { requireLength } from '../files/read-columns.ts'
import { type Line, readLines } from '../files/read-lines.ts'
import { readRows } from '../files/read-rows.ts'
import type { OfficialDataset } from './official-dataset.ts'

/** Kinds 01..24, in the order of their numbers. */
const DISTORTIONS = [
  'additive gaussian noise',
  'additive noise in color components',
  'spatially correlated noise',
  'masked noise',
  'high frequency noise',
  'impulse noise',
  'quantization noise',
  'gaussian blur',
  'image denoising',
  'jpeg compression',
  'jpeg2000 compression',
  'jpeg transmission errors',
  'jpeg2000 transmission errors',
  'non eccentricity pattern noise',
  'local block-wise distortions',
  'mean shift',
  'contrast change',
  'change of color saturation',
  'multiplicative gaussian noise',
  'comfort noise',
  'lossy compression of noisy images',
  'image color quantization with dither',
  'chromatic aberrations',
  'sparse sampling and reconstruction',
] as const

const COLUMNS = new Columns(['mos', 'name', 'std'])

/** `I<reference>_<kind>_<level>.bmp` */
const NAME = /^(i\d{2})_(\d{2})_(\d)\.\w+$/i

/**
 * TID2013: 25 references, each with 24 distortions at 5 levels: 3,000 images, compared in pairs, MOS on 0..9.
 *
 * `mos_with_names.txt` has lines `5.51429 I01_01_1.bmp`, `mos_std.txt` the deviations in the same order. File
 * names differ in case between the list and the disk (`i03_08_1.bmp`), so images are found without
 * regard to case; `id` is the name as listed, the reference always in capitals.
 * Sources: the readme of the release, loaders of pyiqa.
 */
export const tid2013: OfficialDataset = {
  name: 'tid2013',
  title: 'TID2013',
  scale: { min: 0, max: 9 },
  direction: 'higher-is-better',
  licence: 'Free for non-commercial use with citation; see the dataset page.',
  layout: 'mos_with_names.txt, mos_std.txt; images in distorted_images/, references in reference_images/',
  homepage: 'https://www.ponomarenko.info/tid2013.htm',
  imageCount: 3_000,
  open(folder) {
    const files = folder.locate({
      ratings: ['mos_with_names.txt', 'tid2013/mos_with_names.txt'],
      deviations: ['mos_std.txt', 'tid2013/mos_std.txt'],
    })
    const imagePath = folder.imageFinder('distorted_images', 'tid2013/distorted_images')
    return (options) => readRows(readTable(files), (fields) => toRow(fields, imagePath), options)
  },
}

async function* readTable(files: {
  readonly ratings: string
  readonly deviations: string
}): AsyncGenerator<Fields, void, undefined> {
  const deviations = await collect(files.deviations)
  const ratings = await collect(files.ratings)
  requireLength(files.deviations, deviations, ratings.length)
  for (const [index, { line, text }] of ratings.entries()) {
    yield new Fields(files.ratings, line, COLUMNS, [...text.trim().split(/\s+/), deviations[index]!.text])
  }
}

async function collect(path: string): Promise<Line[]> {
  const lines: Line[] = []
  for await (const line of readLines(path)) lines.push(line)
  return lines
}

function toRow(fields: Fields, imagePath: (name: string) => string): DatasetRow {
  const id = fields.text('name')
  const match = NAME.exec(id)
  const type = DISTORTIONS[Number(match?.[2]) - 1]
  if (!match || type === undefined) {
    throw fields.invalid(`expected a name such as I01_01_1.bmp, got ${JSON.stringify(id)}`)
  }
  return datasetRow({
    id,
    imagePath: imagePath(id),
    mos: fields.number('mos'),
    std: fields.number('std'),
    reference: `${match[1]!.toUpperCase()}.BMP`,
    distortion: { type, level: Number(match[3]) },
  })
}
