import { ImageUnsuitable } from '../errors.ts'
import { halfSize } from '../image/half-size.ts'
import { luminance } from '../image/luminance.ts'
import { type Area, corner, type Plane } from '../image/plane.ts'
import type { RgbImage } from '../image/rgb-image.ts'
import { aggdOf } from '../statistics/fit-aggd.ts'
import { normalizeLocally } from '../statistics/normalize-locally.ts'
import { sceneSums } from '../statistics/scene-sums.ts'

/** Side of a patch, in pixels of the full size. */
export const NIQE_PATCH = 96

/** Numbers that describe a patch: 18 at each of two scales. */
export const NIQE_FEATURES = 36

/** What NIQE sees in one patch. */
export interface PatchFeatures {
  /** shape [36] */
  readonly features: Float64Array
  /** Mean local deviation at the full size: how much detail there is. */
  readonly sharpness: number
}

/**
 * Describes each patch of 96×96 pixels by 36 statistics of its natural-scene coefficients. Patches do not overlap; what
 * is left on the right and at the bottom is not looked at. At each of two scales, the second of half the size:
 *
 *   ν, (β_l + β_r) / 2                of the coefficients
 *   ν, η, β_l, β_r                    of the products of neighbours, right, below, and on both diagonals
 *
 * A patch without any detail has no such statistics and is left out.
 *
 * Source: Mittal, Soundararajan, Bovik 2013, section II.
 *
 * @throws {ImageUnsuitable} if a side is below 96 pixels.
 */
export function niqeFeatures(image: RgbImage): PatchFeatures[] {
  const whole = luminance(image)
  const [columns, rows] = [Math.floor(whole.width / NIQE_PATCH), Math.floor(whole.height / NIQE_PATCH)]
  if (columns * rows === 0)
    throw new ImageUnsuitable(
      'NIQE',
      `sides of ${NIQE_PATCH} pixels or more`,
      `${whole.width}×${whole.height}`,
      'A smaller picture holds no patch of the size that the measure is made for.',
    )
  const plane = corner(whole, columns * NIQE_PATCH, rows * NIQE_PATCH)
  const full = normalizeLocally(plane)
  const half = normalizeLocally(halfSize(plane))
  const patches: PatchFeatures[] = []
  for (let top = 0; top < plane.height; top += NIQE_PATCH) {
    for (let left = 0; left < plane.width; left += NIQE_PATCH) {
      const area = { left, top, width: NIQE_PATCH, height: NIQE_PATCH }
      const features = new Float64Array(NIQE_FEATURES)
      const halfArea = { left: left / 2, top: top / 2, width: NIQE_PATCH / 2, height: NIQE_PATCH / 2 }
      if (
        describe(full.coefficients, area, features.subarray(0, NIQE_FEATURES / 2)) &&
        describe(half.coefficients, halfArea, features.subarray(NIQE_FEATURES / 2))
      )
        patches.push({ features, sharpness: mean(full.deviation, area) })
    }
  }
  return patches
}

/** Writes the 18 numbers of one scale, if there is any detail. */
function describe(coefficients: Plane, area: Area, out: Float64Array): boolean {
  const sums = sceneSums(coefficients, area)
  if (sums === undefined) return false
  const { shape, leftScale, rightScale } = aggdOf(sums.values)
  out.set([shape, (leftScale + rightScale) / 2])
  for (const [i, products] of sums.products.entries()) {
    const pair = aggdOf(products)
    out.set([pair.shape, pair.mean, pair.leftScale, pair.rightScale], 2 + 4 * i)
  }
  return true
}

function mean({ width: row, data }: Plane, { left, top, width, height }: Area): number {
  let sum = 0
  for (let y = top; y < top + height; y++)
    for (let i = y * row + left, stop = i + width; i < stop; i++) sum += data[i]!
  return sum / (width * height)
}
