import { join } from 'node:path'
import { type DatasetRow, datasetRow, type MetaValue } from '../dataset.ts'
import type { Fields } from '../files/fields.ts'
import { readDelimited } from '../files/read-delimited.ts'
import { readRows } from '../files/read-rows.ts'
import type { OfficialDataset } from './official-dataset.ts'

/**
 * AGIQA-3K: 2,982 generated images of six models, rated for quality and for fit to the prompt, on 0..5.
 *
 * `data.csv` has `name, prompt, adj1, adj2, style, mos_quality, std_quality, mos_align, std_align`. The MOS
 * here is that of quality; alignment is in `meta`.
 * Source: lcysyzxdxc/AGIQA-3k-Database.
 */
export const agiqa3k: OfficialDataset = {
  name: 'agiqa-3k',
  title: 'AGIQA-3K',
  scale: { min: 0, max: 5 },
  direction: 'higher-is-better',
  licence: 'MIT.',
  layout: 'data.csv; images in images/, image/ or beside it',
  homepage: 'https://github.com/lcysyzxdxc/AGIQA-3k-Database',
  imageCount: 2_982,
  open(folder) {
    const { ratings } = folder.locate({ ratings: ['data.csv', 'AGIQA-3K/data.csv'] })
    const images = folder.images('images', 'image', 'file', 'AGIQA-3K')
    return (options) =>
      readRows(
        readDelimited(ratings, { required: ['name', 'prompt', 'mos_quality', 'std_quality'] }),
        (fields) => toRow(fields, images),
        options,
      )
  },
}

function toRow(fields: Fields, images: string): DatasetRow {
  const id = fields.text('name')
  const meta: Record<string, MetaValue> = {}
  for (const column of ['prompt', 'style'] as const) {
    const text = fields.optionalText(column)
    if (text !== undefined) meta[column] = text
  }
  const alignment = fields.optionalNumber('mos_align')
  const alignmentStd = fields.optionalNumber('std_align')
  return datasetRow({
    id,
    imagePath: join(images, id),
    mos: fields.number('mos_quality'),
    std: fields.optionalNumber('std_quality'),
    meta: {
      ...meta,
      ...(alignment !== undefined && { alignment }),
      ...(alignmentStd !== undefined && { alignmentStd }),
    },
  })
}
