import type { RgbImage, Samples } from '../core/rgb-image.ts'
import { loadOpenJpeg } from './load-openjpeg.ts'

/** #09: JPEG 2000, so many times smaller than the raw pixels. */
export async function jpeg2000({ width, height, data }: RgbImage, ratio: number): Promise<Samples> {
  const { J2KEncoder, J2KDecoder } = await loadOpenJpeg()
  const encoder = new J2KEncoder()
  const decoder = new J2KDecoder()
  try {
    encoder
      .getDecodedBuffer({
        width,
        height,
        bitsPerSample: 8,
        componentCount: 3,
        isSigned: false,
        isUsingColorTransform: true,
      })
      .set(data)
    encoder.setQuality(false, 1)
    encoder.setCompressionRatio(0, ratio)
    encoder.encode()
    // What the codec hands out lies in its memory, which the next call may move.
    const file = encoder.getEncodedBuffer().slice()
    decoder.getEncodedBuffer(file.length).set(file)
    decoder.decode()
    return decoder.getDecodedBuffer().slice()
  } finally {
    encoder.delete()
    decoder.delete()
  }
}
