import { join } from 'node:path'
import { type DatasetRow, datasetRow } from '../dataset.ts'
import type { Fields } from '../files/fields.ts'
import { readColumns } from '../files/read-columns.ts'
import { readRows } from '../files/read-rows.ts'
import { matNumbers, matStrings } from '../mat/mat-variables.ts'
import type { OfficialDataset } from './official-dataset.ts'

/** The images that raters practised on: t1.bmp to t7.bmp. */
const PRACTICE = /^t\d+\./i

/**
 * LIVE In the Wild Image Quality Challenge Database: 1,169 photographs of mobile cameras, rated by a crowd
 * on 0..100.
 *
 * Three MATLAB files hold one variable each, of their own name: a cell array of names (`AllImages_release`)
 * and two rows of numbers in the same order (`AllMOS_release`, `AllStdDev_release`). The first seven images
 * were shown for practice and lie in `Images/trainingImages/`; most of the literature leaves them out, DeQA's
 * own list of 1,169 does not. They are rows here too, with `meta.practice` true.
 * Sources: the readme of the release, loaders of pyiqa and others.
 */
export const liveWild: OfficialDataset = {
  name: 'live-wild',
  title: 'LIVE In the Wild',
  scale: { min: 0, max: 100 },
  direction: 'higher-is-better',
  licence: 'Free with the copyright notice of The University of Texas at Austin; see the dataset page.',
  layout:
    'Data/AllImages_release.mat, Data/AllMOS_release.mat, Data/AllStdDev_release.mat; images in Images/',
  homepage: 'https://live.ece.utexas.edu/research/ChallengeDB/',
  imageCount: 1_169,
  open(folder) {
    const files = folder.locate({
      names: places('AllImages_release.mat'),
      mos: places('AllMOS_release.mat'),
      std: places('AllStdDev_release.mat'),
    })
    const images = folder.images('Images', 'ChallengeDB_release/Images')
    return (options) => readRows(readTable(files), (fields) => toRow(fields, images), options)
  },
}

function places(name: string): readonly string[] {
  return [`Data/${name}`, `ChallengeDB_release/Data/${name}`, name]
}

async function* readTable(files: {
  readonly names: string
  readonly mos: string
  readonly std: string
}): AsyncGenerator<Fields, void, undefined> {
  yield* readColumns([
    { name: 'name', path: files.names, values: await matStrings(files.names, 'AllImages_release') },
    { name: 'mos', path: files.mos, values: await matNumbers(files.mos, 'AllMOS_release') },
    { name: 'std', path: files.std, values: await matNumbers(files.std, 'AllStdDev_release') },
  ])
}

function toRow(fields: Fields, images: string): DatasetRow {
  const id = fields.text('name')
  const practice = PRACTICE.test(id)
  return datasetRow({
    id,
    imagePath: practice ? join(images, 'trainingImages', id) : join(images, id),
    mos: fields.number('mos'),
    std: fields.number('std'),
    meta: { practice },
  })
}
