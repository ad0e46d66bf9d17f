import { basename, relative, sep } from 'node:path'
import { normalizeScore, normalizeStd, pseudoStd } from '@deqa/soft-label'
import type { RatedImage } from '@deqa/trainer'
import type { Ratings } from '../ratings/open-ratings.ts'

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
  const { dataset, scale, imageRoot } = ratings
  const assigned =
    pseudoRatio === undefined ? undefined : pseudoStd({ from: 'range', scale, ratio: pseudoRatio })
  const images: RatedImage[] = []
  for await (const row of dataset.rows({ onBadRow })) {
    if (!ratings.selects(row)) continue
    const { id, imagePath, mos, reference, distortion } = row
    const std = row.std ?? assigned
    try {
      images.push({
        // The original's ids end with the rating.
        id: id.includes('->') ? id : `${basename(id)}->${mos}`,
        image: relative(imageRoot, imagePath).replaceAll(sep, '/'),
        path: imagePath,
        mos,
        score: normalizeScore(mos, scale),
        ...(std === undefined ? {} : { std: normalizeStd(std, scale) }),
        ...(reference === undefined ? {} : { reference }),
        ...(distortion === undefined ? {} : { distortion: distortion.type }),
      })
    } catch (error) {
      onBadRow(new Error(`${id}: ${(error as Error).message}`))
    }
  }
  return images
}
