import { join } from 'node:path'
import { type DatasetRow, datasetRow } from '../dataset.ts'
import type { Fields } from '../files/fields.ts'
import { readDelimited } from '../files/read-delimited.ts'
import { readRows } from '../files/read-rows.ts'
import { meanOfVotes } from '../files/vote-moments.ts'
import { splitOfWord } from '../splits/split-names.ts'
import type { OfficialDataset } from './official-dataset.ts'

const CATEGORIES = ['c1', 'c2', 'c3', 'c4', 'c5'] as const
/** What a vote for each of them is worth. */
const VALUES = [1, 2, 3, 4, 5] as const

/**
 * KonIQ-10k: 10,073 photographs in the wild, rated by a crowd on five categories.
 *
 * Two files carry the same ratings: `koniq10k_distributions_sets.csv` (shares of votes and the official
 * split; its `MOS` column is a rescaled z-score on 0..100) and `koniq10k_scores_and_distributions.csv` (vote
 * counts, no split). From either, the MOS on 1..5 is that of the votes:
 *
 *   mos = Σ i·c_i / Σ c_i
 *
 * The deviation is the published `SD`: of single opinions, with n − 1, on 1..5.
 * Sources: the repository subpic/koniq (`metadata/`), the dataset's own download, loaders of pyiqa.
 */
export const koniq: OfficialDataset = {
  name: 'koniq',
  title: 'KonIQ-10k',
  scale: { min: 1, max: 5 },
  direction: 'higher-is-better',
  licence:
    'Ratings: see the dataset page. Images: Creative Commons licences of their photographers (YFCC100M).',
  layout:
    'koniq10k_distributions_sets.csv(.gz) or koniq10k_scores_and_distributions.csv; images in 1024x768/ or 512x384/',
  homepage: 'https://database.mmsp-kn.de/koniq-10k-database.html',
  imageCount: 10_073,
  open(folder) {
    const { ratings } = folder.locate({
      ratings: [
        'koniq10k_distributions_sets.csv',
        'koniq10k_distributions_sets.csv.gz',
        'metadata/koniq10k_distributions_sets.csv',
        'koniq10k_scores_and_distributions.csv',
        'koniq10k_scores_and_distributions/koniq10k_scores_and_distributions.csv',
      ],
    })
    const images = folder.images('1024x768', '512x384', 'koniq10k_1024x768', 'koniq10k_512x384')
    return (options) =>
      readRows(
        readDelimited(ratings, { required: ['image_name', ...CATEGORIES, 'c_total', 'SD'] }),
        (fields) => toRow(fields, images),
        options,
      )
  },
}

function toRow(fields: Fields, images: string): DatasetRow {
  const id = fields.text('image_name')
  const weights = CATEGORIES.map((category) => fields.number(category))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const mos = meanOfVotes(weights, VALUES)
  if (mos === undefined || weights.some((weight) => weight < 0)) {
    throw fields.invalid(`expected votes of zero or more with a positive sum, got ${weights.join(', ')}`)
  }
  const total = fields.number('c_total')
  const set = fields.optionalText('set')
  const split = set === undefined ? undefined : splitOfWord(set)
  if (set !== undefined && split === undefined) {
    throw fields.invalid(`"set": expected training, validation or test, got ${JSON.stringify(set)}`)
  }
  return datasetRow({
    id,
    imagePath: join(images, id),
    mos,
    std: fields.optionalNumber('SD'),
    votes: weights.map((weight) => Math.round((weight / sum) * total)),
    split,
    meta: { ratings: total },
  })
}
