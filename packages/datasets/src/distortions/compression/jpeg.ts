import type { RgbImage, Samples } from '../core/rgb-image.ts'
import { loadSharp } from './load-sharp.ts'

/** #10: baseline JPEG at this quality, 1..100, colour at half the resolution. */
export async function jpeg({ width, height, data }: RgbImage, quality: number): Promise<Samples> {
  const sharp = await loadSharp()
  const file = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: Math.round(quality), chromaSubsampling: '4:2:0' })
    .toBuffer()
  return await sharp(file).raw().toBuffer()
}
