import { loadSharp } from '../distortions/compression/load-sharp.ts'
import { type RgbImage, SMALLEST_SIDE } from '../distortions/core/rgb-image.ts'
import { DatasetFileUnreadable } from '../errors.ts'

/** Long side of KADID-10k's pictures (512×384), for which the strengths of damage are made. */
export const KADID_LONG_SIDE = 512

/**
 * Decodes a photograph as it is looked at: upright, on white where it is transparent, in sRGB.
 *
 * @param longSide - a larger photograph is reduced to it.
 * @throws {DatasetFileUnreadable} if the file cannot be read or decoded, or a side is below 64 pixels.
 * @throws {CodecMissing} without sharp.
 */
export async function readPhotograph(
  path: string,
  { longSide = KADID_LONG_SIDE }: { readonly longSide?: number } = {},
): Promise<RgbImage> {
  const sharp = await loadSharp()
  const { data, info } = await sharp(path)
    .autoOrient()
    .resize(longSide, longSide, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw new DatasetFileUnreadable(path, cause)
    })
  const { width, height } = info
  if (Math.min(width, height) < SMALLEST_SIDE) {
    throw new DatasetFileUnreadable(
      path,
      `expected sides of ${SMALLEST_SIDE} pixels or more, got ${width}×${height}`,
    )
  }
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) }
}
