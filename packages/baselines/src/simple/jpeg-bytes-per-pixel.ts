import sharp from 'sharp'
import { type RgbImage, requireRgbImage } from '../image/rgb-image.ts'

/** Quality at which images are encoded: libjpeg's own default. */
const QUALITY = 75

/**
 * How little an image can be compressed: bytes per pixel as a baseline JPEG of quality 75 with colour at half the
 * resolution, whatever file it came from. Blur compresses well, detail and noise do not. The few hundred bytes of the
 * file's header are among them.
 *
 * @throws {TypeError | RangeError} if it is no RGB image.
 */
export async function jpegBytesPerPixel(image: RgbImage): Promise<number> {
  requireRgbImage('jpegBytesPerPixel', image)
  const { width, height, data } = image
  const file = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: QUALITY, chromaSubsampling: '4:2:0' })
    .toBuffer()
  return file.length / (width * height)
}
