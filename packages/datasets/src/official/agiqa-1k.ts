import { join } from 'node:path'
import { datasetRow } from '../dataset.ts'
import { readRows } from '../files/read-rows.ts'
import { readWorkbook } from '../files/read-workbook.ts'
import type { OfficialDataset } from './official-dataset.ts'

/**
 * AGIQA-1K: 1,080 generated images of two models, rated for quality.
 *
 * `AIGC_MOS_Zscore.xlsx` has `Image, Prompt, MOS`; the MOS is a normalised one, which loaders take to lie on
 * 0..5. No deviation is published.
 * Sources: lcysyzxdxc/AGIQA-1k-Database (README), three loaders for the column names and the scale.
 */
export const agiqa1k: OfficialDataset = {
  name: 'agiqa-1k',
  title: 'AGIQA-1K',
  scale: { min: 0, max: 5 },
  direction: 'higher-is-better',
  licence: 'MIT.',
  layout: 'AIGC_MOS_Zscore.xlsx; images in file/ or images/',
  homepage: 'https://github.com/lcysyzxdxc/AGIQA-1k-Database',
  imageCount: 1_080,
  open(folder) {
    const { ratings } = folder.locate({ ratings: ['AIGC_MOS_Zscore.xlsx'] })
    const images = folder.images('file', 'images', 'image')
    return (options) =>
      readRows(
        readWorkbook(ratings, { required: ['Image', 'MOS'] }),
        (fields) => {
          const id = fields.text('Image')
          const prompt = fields.optionalText('Prompt')
          return datasetRow({
            id,
            imagePath: join(images, id),
            mos: fields.number('MOS'),
            meta: prompt === undefined ? {} : { prompt },
          })
        },
        options,
      )
  },
}
