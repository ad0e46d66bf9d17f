import { join } from 'node:path'
import { type DatasetRow, datasetRow } from '../dataset.ts'
import type { Fields } from '../files/fields.ts'
import { readDelimited } from '../files/read-delimited.ts'
import { readRows } from '../files/read-rows.ts'
import type { OfficialDataset } from './official-dataset.ts'

const FILES = ['AGIN.csv', 'AGIN_MOS.csv', 'MOS.csv', 'mos.csv', 'AGIN_label.csv', 'label.csv', 'labels.csv']

/**
 * AGIN: 6,049 images, 5,849 of them generated, rated for naturalness.
 *
 * A table with `filename, MOS_nat, MOS_tech, MOS_rat`: overall naturalness, which is the MOS here, and its
 * technical and rational sides, which are in `meta`. No deviation is published with it.
 * Source: the authors' own loader, zijianchen98/AGIN (`JOINT/AGINDataset.py`). It takes the path of the table
 * as an argument, so the table's own name is not known to us: several are tried. Nor did we see the file's
 * scale; five-point ratings are declared. Pass `scale` when opening if yours differs.
 */
export const agin: OfficialDataset = {
  name: 'agin',
  title: 'AGIN',
  scale: { min: 1, max: 5 },
  direction: 'higher-is-better',
  licence: 'See the dataset page.',
  layout: `one table with filename, MOS_nat, MOS_tech, MOS_rat (${FILES.join(', ')}); images in AGIN/ or images/`,
  homepage: 'https://github.com/zijianchen98/AGIN',
  imageCount: 6_049,
  open(folder) {
    const { ratings } = folder.locate({ ratings: FILES })
    const images = folder.images('AGIN', 'images', 'image')
    return (options) =>
      readRows(
        readDelimited(ratings, { required: ['filename', 'MOS_nat'] }),
        (fields) => toRow(fields, images),
        options,
      )
  },
}

function toRow(fields: Fields, images: string): DatasetRow {
  const id = fields.text('filename')
  const technical = fields.optionalNumber('MOS_tech')
  const rational = fields.optionalNumber('MOS_rat')
  return datasetRow({
    id,
    imagePath: join(images, id),
    mos: fields.number('MOS_nat'),
    meta: { ...(technical !== undefined && { technical }), ...(rational !== undefined && { rational }) },
  })
}
