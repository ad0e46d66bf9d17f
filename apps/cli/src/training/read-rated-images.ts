import { basename, relative, sep } from 'node:path'
import type { DatasetRow } from '@deqa/datasets'
import type { RatedImage } from '@deqa/trainer'
import type { Ratings } from '../ratings/open-ratings.ts'
import { type Rating, ratingOf } from '../ratings/rating.ts'

/**
 * The images of a dataset with their ratings, normalised to [1, 5].
 *
 * @param pseudoRatio - deviation of a rating that has none, as a share of the range.
 * @param onBadRow - told of each row that cannot be used.
 */
export async function readRatedImages(
  ratings: Ratings,
  pseudoRatio: number | undefined,
  onBadRow: (error: Error) => void,
): Promise<RatedImage[]> {
  const rate = ratingOf(ratings.scale, pseudoRatio)
  const images: RatedImage[] = []
  let rating: Rating | undefined
  const checkRow = (row: DatasetRow): void => {
    rating = ratings.selects(row) ? rate(row) : undefined
  }
  for await (const row of ratings.dataset.rows({ onBadRow, checkRow })) {
    if (rating === undefined) continue
    const { id, imagePath, mos, reference, distortion } = row
    const { score, std } = rating
    images.push({
      // The original's ids end with the rating.
      id: id.includes('->') ? id : `${basename(id)}->${mos}`,
      image: relative(ratings.imageRoot, imagePath).replaceAll(sep, '/'),
      path: imagePath,
      mos,
      score,
      ...(std === undefined ? {} : { std }),
      ...(reference === undefined ? {} : { reference }),
      ...(distortion === undefined ? {} : { distortion: distortion.type }),
    })
  }
  return images
}
