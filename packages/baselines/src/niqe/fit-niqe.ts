import type { RgbImage } from '../image/rgb-image.ts'
import { fitMultivariateGaussian, type MultivariateGaussian } from '../statistics/multivariate-gaussian.ts'
import { NIQE_FEATURES, niqeFeatures } from './niqe-features.ts'

/** What the patches of good photographs look like: a Gaussian over their 36 features. */
export type NiqeModel = MultivariateGaussian

/** A patch counts from this share of the sharpness of the photograph's sharpest on. */
const SHARP_ENOUGH = 0.75

/**
 * Learns what good photographs look like, from the patches that are sharp: of each photograph those whose mean local
 * deviation is above 0.75 of its sharpest one's. No ratings are needed.
 *
 * Source: Mittal, Soundararajan, Bovik 2013, section II-B and Eq. 9.
 *
 * @param photographs - undamaged ones, read one at a time.
 * @throws {ImageUnsuitable} if a side of one is below 96 pixels.
 * @throws {RangeError} if there are not more sharp patches than features.
 */
export async function fitNiqe(
  photographs: Iterable<RgbImage> | AsyncIterable<RgbImage>,
): Promise<{ readonly model: NiqeModel; readonly photographs: number; readonly patches: number }> {
  const vectors: Float64Array[] = []
  let count = 0
  for await (const photograph of photographs) {
    const patches = niqeFeatures(photograph)
    const sharpest = Math.max(...patches.map(({ sharpness }) => sharpness))
    for (const { features, sharpness } of patches)
      if (sharpness > SHARP_ENOUGH * sharpest) vectors.push(features)
    count++
  }
  if (vectors.length <= NIQE_FEATURES)
    throw new RangeError(
      `fitNiqe: expected more than ${NIQE_FEATURES} sharp patches, got ${vectors.length} of ${count} photographs`,
    )
  return { model: fitMultivariateGaussian(vectors), photographs: count, patches: vectors.length }
}
