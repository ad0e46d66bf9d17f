import sharp from 'sharp'
import { ImageUnsuitable } from '../errors.ts'
import { type RgbImage, requireRgbImage } from '../image/rgb-image.ts'

/** Quality at which images are encoded: libjpeg's own default. */
const QUALITY = 75

/** The format itself ends at 65,535 pixels, libjpeg's encoder a little before. */
const LARGEST_SIDE = 65_500

/**
 * How little an image can be compressed: bytes per pixel as a baseline JPEG of quality 75 with colour at half the
 * resolution, whatever file it came from. Blur compresses well, detail and noise do not. The few hundred bytes of the
 * file's header are among them.
 *
 * @throws {TypeError | RangeError} (rejects) if it is no RGB image.
 * @throws {ImageUnsuitable} (rejects) if a side is above 65,500 pixels.
 */
export async function jpegBytesPerPixel(image: RgbImage): Promise<number> {
  requireRgbImage('jpegBytesPerPixel', image)
  const { width, height, data } = image
  if (Math.max(width, height) > LARGEST_SIDE)
    throw new ImageUnsuitable(
      'bytes per pixel as JPEG',
      `sides of ${LARGEST_SIDE.toLocaleString('en')} pixels or less`,
      `${width}×${height}`,
      'A JPEG holds no more; measure a part of the picture.',
    )
  const file = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: QUALITY, chromaSubsampling: '4:2:0' })
    .toBuffer()
  return file.length / (width * height)
}
