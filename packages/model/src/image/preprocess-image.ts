import { CLIP_STATISTICS, normalizePixels, type PixelStatistics } from './normalize-pixels.ts'
import { padToSquare } from './pad-to-square.ts'
import { resampleBicubic } from './resample-bicubic.ts'
import type { RgbImage } from './types.ts'

export interface PreprocessOptions extends Partial<PixelStatistics> {
  /** Side of the square that the network sees, in pixels. */
  readonly size: number
}

/**
 * An image as the vision encoder wants it: padded to a square with CLIP's mean colour, resampled to S × S,
 * normalised by `mean` and `std` (default: CLIP's). Bit for bit what the original system computes from the same
 * decoded pixels.
 *
 * @param out - shape [3, S, S]; give a part of a batch's array, and the batch needs no copy. Default: a new array.
 * @returns `out`, shape [3, S, S].
 * @throws {RangeError} if `size` is not a positive integer, or `out` has another length.
 */
export function preprocessImage(
  image: RgbImage,
  { size, mean = CLIP_STATISTICS.mean, std = CLIP_STATISTICS.std }: PreprocessOptions,
  out: Float32Array = new Float32Array(3 * size * size),
): Float32Array {
  if (out.length !== 3 * size * size) {
    throw new RangeError(
      `preprocessImage: expected room for 3×${size}×${size} = ${3 * size * size} values, got ${out.length}`,
    )
  }
  normalizePixels(resampleBicubic(padToSquare(image), size, size), { mean, std }, out)
  return out
}
