import { ImageUnsuitable, withoutDetail } from '../errors.ts'
import { halfSize } from '../image/half-size.ts'
import { luminance } from '../image/luminance.ts'
import type { Plane } from '../image/plane.ts'
import type { RgbImage } from '../image/rgb-image.ts'
import { aggdOf, ggdOf } from '../statistics/fit-aggd.ts'
import { normalizeLocally } from '../statistics/normalize-locally.ts'
import { sceneSums } from '../statistics/scene-sums.ts'

/** Numbers that describe an image: 18 at each of two scales. */
export const BRISQUE_FEATURES = 36

/** At half of it the window of 7×7 pixels still fits. */
const SMALLEST_SIDE = 14

/**
 * Describes an image by 36 statistics of its natural-scene coefficients. At each of two scales, the second of half the
 * size:
 *
 *   ν, σ²                     of the coefficients, as a generalised Gaussian
 *   ν, η, σ_l², σ_r²          of the products of neighbours: right, below, and on both diagonals
 *
 * Source: Mittal, Moorthy, Bovik: No-reference image quality assessment in the spatial domain, IEEE Transactions on Image
 * Processing 21(12), 2012, Table I.
 *
 * @returns shape [36].
 * @throws {ImageUnsuitable} if a side is below 14 pixels, or nothing in the image varies.
 */
export function brisqueFeatures(image: RgbImage): Float64Array {
  const full = luminance(image)
  if (Math.min(full.width, full.height) < SMALLEST_SIDE)
    throw new ImageUnsuitable(
      'BRISQUE',
      `sides of ${SMALLEST_SIDE} pixels or more`,
      `${full.width}×${full.height}`,
      'Its windows of 7×7 pixels must fit at half the size.',
    )
  const features = new Float64Array(BRISQUE_FEATURES)
  describe(full, features.subarray(0, BRISQUE_FEATURES / 2))
  describe(halfSize(full), features.subarray(BRISQUE_FEATURES / 2))
  return features
}

function describe(plane: Plane, out: Float64Array): void {
  const { coefficients } = normalizeLocally(plane)
  const area = { left: 0, top: 0, width: plane.width, height: plane.height }
  const sums = sceneSums(coefficients, area)
  if (sums === undefined) throw withoutDetail('BRISQUE')
  const { shape, variance } = ggdOf(sums.values)
  out.set([shape, variance])
  for (const [i, products] of sums.products.entries()) {
    const pair = aggdOf(products)
    out.set([pair.shape, pair.mean, pair.leftDeviation ** 2, pair.rightDeviation ** 2], 2 + 4 * i)
  }
}
