import { loadSharp } from '../distortions/compression/load-sharp.ts'
import type { RgbImage } from '../distortions/core/rgb-image.ts'
import { distortChain } from '../distortions/distort.ts'
import type { PlannedImage } from './plan-distorted-set.ts'

/**
 * Makes a planned image of its photograph: the bytes of its file, in the format that its name ends with. JPEG is
 * written at quality 95 with full colour, which damages it a little more; PNG does not.
 */
export async function makeImage(
  photograph: RgbImage,
  { row, steps, seed }: Pick<PlannedImage, 'row' | 'steps' | 'seed'>,
): Promise<Uint8Array> {
  const sharp = await loadSharp()
  const { width, height, data } = await distortChain(photograph, { steps, seed })
  const picture = sharp(data, { raw: { width, height, channels: 3 } })
  return row.imagePath.endsWith('.jpg')
    ? await picture.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer()
    : await picture.png({ compressionLevel: 6 }).toBuffer()
}
