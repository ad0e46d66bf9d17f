import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type DatasetRow, datasetRow } from '../dataset.ts'
import type { Fields } from '../files/fields.ts'
import { readRows } from '../files/read-rows.ts'
import { readWords } from '../files/read-words.ts'
import { readWorkbook } from '../files/read-workbook.ts'
import type { OfficialDataset } from './official-dataset.ts'

interface Kind {
  /** Folder below `dst_imgs/`. */
  readonly folder: string
  /** The word in a file name. */
  readonly token: string
  /** The words for it in the workbook and in label files, in lower case. */
  readonly words: readonly string[]
}

const KINDS: readonly Kind[] = [
  { folder: 'awgn', token: 'AWGN', words: ['noise', 'awgn'] },
  { folder: 'blur', token: 'BLUR', words: ['blur'] },
  { folder: 'contrast', token: 'contrast', words: ['contrast'] },
  { folder: 'fnoise', token: 'fnoise', words: ['fnoise'] },
  { folder: 'jpeg', token: 'JPEG', words: ['jpeg'] },
  { folder: 'jpeg2000', token: 'jpeg2000', words: ['jpeg 2000', 'jpeg2000'] },
]

/** `<reference>.<kind>.<level>.png`, in label files also without the extension. */
const NAME = /^(.+?)\.([a-z]\w*)\.(\d)(?:\.png)?$/i

/**
 * CSIQ: 30 references with six kinds of distortion: 866 images. The score is a DMOS on 0..1, 0 for no
 * visible difference: lower is better. (The one dataset here that runs that way.)
 *
 * The sheet `all_by_image` of `csiq.DMOS.xlsx` has, from its fourth row on, `image, dst_idx, dst_type,
 * dst_lev, dmos_std, dmos`; images lie at `dst_imgs/<kind>/<image>.<KIND>.<level>.png` and are put together
 * here. Label files of the kind `1600.AWGN.1.png 0.062` are read too; they have no deviation.
 * Sources: the dataset's own download as described by several loaders (pyiqa among them).
 */
export const csiq: OfficialDataset = {
  name: 'csiq',
  title: 'CSIQ',
  scale: { min: 0, max: 1 },
  direction: 'lower-is-better',
  licence: 'For research; see the dataset page.',
  layout:
    'csiq.DMOS.xlsx or csiq_label.txt; images in dst_imgs/<kind>/ or dst_imgs_all/, references in src_imgs/',
  homepage: 'https://s2.smu.edu/~eclarson/csiq.html',
  imageCount: 866,
  open(folder) {
    const { ratings } = folder.locate({ ratings: ['csiq.DMOS.xlsx', 'csiq_label.txt', 'csiq.txt'] })
    const images = folder.images('dst_imgs', 'dst_imgs_all', 'distorted_images')
    if (ratings.toLowerCase().endsWith('.xlsx')) {
      const required = ['image', 'dst_type', 'dst_lev', 'dmos_std', 'dmos']
      return (options) =>
        readRows(
          readWorkbook(ratings, { required, sheet: 'all_by_image' }),
          (f) => ofSheet(f, images),
          options,
        )
    }
    return (options) => readRows(readWords(ratings, ['name', 'dmos']), (f) => ofLabel(f, images), options)
  },
}

function ofSheet(fields: Fields, images: string): DatasetRow | undefined {
  // Below the data the sheet may have remarks.
  if (fields.optionalText('image') === undefined) return undefined
  return row(fields, fields.text('image'), fields.text('dst_type'), fields.number('dst_lev'), images)
}

function ofLabel(fields: Fields, images: string): DatasetRow {
  const name = fields.text('name')
  const match = NAME.exec(name)
  if (!match) throw fields.invalid(`expected a name such as 1600.AWGN.1.png, got ${JSON.stringify(name)}`)
  return row(fields, match[1]!, match[2]!, Number(match[3]), images)
}

function row(fields: Fields, image: string, word: string, level: number, images: string): DatasetRow {
  const kind = KINDS.find(({ words }) => words.includes(word.trim().toLowerCase()))
  if (kind === undefined) {
    const known = KINDS.flatMap(({ words }) => words).join(', ')
    throw fields.invalid(`expected a kind of distortion among ${known}, got ${JSON.stringify(word)}`)
  }
  const id = `${image}.${kind.token}.${level}.png`
  return datasetRow({
    id,
    imagePath: existsSync(join(images, id)) ? join(images, id) : join(images, kind.folder, id),
    mos: fields.number('dmos'),
    std: fields.optionalNumber('dmos_std'),
    reference: `${image}.png`,
    distortion: { type: kind.folder, level },
  })
}
