import { join } from 'node:path'
import { type DatasetRow, datasetRow, type RowsOptions } from '../dataset.ts'
import type { Fields } from '../files/fields.ts'
import { readDelimited } from '../files/read-delimited.ts'
import { readRows } from '../files/read-rows.ts'
import { readWords } from '../files/read-words.ts'
import { readWorkbook } from '../files/read-workbook.ts'
import type { OfficialDataset } from './official-dataset.ts'

const WORKBOOK = 'MOS and Image attribute scores.xlsx'
const MOS_STD = 'SPAQ_mos_std.txt'
const ATTRIBUTES = ['Brightness', 'Colorfulness', 'Contrast', 'Noisiness', 'Sharpness'] as const

/**
 * SPAQ: 11,125 photographs of 66 smartphones, rated in the laboratory on 0..100.
 *
 * The workbook has `Image name, MOS, Brightness, Colorfulness, Contrast, Noisiness, Sharpness`; the same
 * table as CSV and a two-column `mos.csv` (image, mos) are read too. Deviations are not in it: they were
 * published later as `SPAQ_mos_std.txt` (name, mean, deviation), which is read when it is there.
 * Sources: h4nwei/SPAQ (README, issues 18 and 35), zhiyuanyou/DeQA-Score (issues 8 and 35), loaders of pyiqa.
 * Not seen by us: `SPAQ_mos_std.txt` itself; blanks, tabs and commas between its fields are all accepted.
 */
export const spaq: OfficialDataset = {
  name: 'spaq',
  title: 'SPAQ',
  scale: { min: 0, max: 100 },
  direction: 'higher-is-better',
  licence: 'For research; see the dataset page.',
  layout: `Annotations/${WORKBOOK} (or .csv, or mos.csv), SPAQ_mos_std.txt for deviations; images in TestImage/`,
  homepage: 'https://github.com/h4nwei/SPAQ',
  imageCount: 11_125,
  open(folder) {
    const { ratings } = folder.locate({
      ratings: [
        `Annotations/${WORKBOOK}`,
        WORKBOOK,
        WORKBOOK.replaceAll(' ', '_'),
        `Annotations/${WORKBOOK.replaceAll(' ', '_')}`,
        `Annotations/${WORKBOOK.replace('xlsx', 'csv')}`,
        WORKBOOK.replace('xlsx', 'csv'),
        'mos.csv',
        MOS_STD,
      ],
    })
    const deviations = folder.find(MOS_STD, `Annotations/${MOS_STD}`)
    const images = folder.images('TestImage', 'SPAQ_dataset/TestImage', 'SPAQ/TestImage', 'images')
    return (options) => read(ratings, deviations, images, options)
  },
}

async function* read(
  ratings: string,
  deviations: string | undefined,
  images: string,
  options: RowsOptions,
): AsyncGenerator<DatasetRow, void, undefined> {
  const stdByName = deviations === undefined ? undefined : await readDeviations(deviations)
  yield* readRows(tableOf(ratings), (fields) => toRow(fields, images, stdByName), options)
}

function tableOf(path: string): AsyncIterable<Fields> {
  if (path.toLowerCase().endsWith('.xlsx')) return readWorkbook(path, { required: ['Image name', 'MOS'] })
  return path.toLowerCase().endsWith('.csv') ? readDelimited(path, { required: ['MOS'] }) : readMosStd(path)
}

/** The rows of `SPAQ_mos_std.txt`, less a header line. */
async function* readMosStd(path: string): AsyncGenerator<Fields, void, undefined> {
  for await (const fields of readWords(path, ['image', 'MOS', 'std'])) {
    const isHeader = fields.line === 1 && !Number.isFinite(Number(fields.optionalText('MOS')))
    if (!isHeader) yield fields
  }
}

function toRow(
  fields: Fields,
  images: string,
  stdByName: ReadonlyMap<string, number> | undefined,
): DatasetRow {
  const id = fields.optionalText('Image name') ?? fields.text('image')
  const attributes = ATTRIBUTES.flatMap((name) => {
    const value = fields.optionalNumber(name)
    return value === undefined ? [] : [[name.toLowerCase(), value] as const]
  })
  return datasetRow({
    id,
    imagePath: join(images, id),
    mos: fields.number('MOS'),
    std: fields.optionalNumber('std') ?? fields.optionalNumber('MOS_std') ?? stdByName?.get(stem(id)),
    meta: Object.fromEntries(attributes),
  })
}

async function readDeviations(path: string): Promise<Map<string, number>> {
  const stdByName = new Map<string, number>()
  for await (const fields of readMosStd(path)) {
    fields.requireWidth()
    stdByName.set(stem(fields.text('image')), fields.number('std'))
  }
  return stdByName
}

function stem(name: string): string {
  return name.replace(/\.\w+$/, '')
}
