import type { RgbImage, Samples } from '../core/rgb-image.ts'
import { loadOpenJpeg } from './load-openjpeg.ts'

/** #09: JPEG 2000, so many times smaller than the raw pixels. */
export async function jpeg2000(image: RgbImage, ratio: number): Promise<Samples> {
  const file = await encodeJpeg2000(image, ratio)
  const { J2KDecoder } = await loadOpenJpeg()
  const decoder = new J2KDecoder()
  try {
    decoder.getEncodedBuffer(file.length).set(file)
    decoder.decode()
    return decoder.getDecodedBuffer().slice()
  } finally {
    decoder.delete()
  }
}

/**
 * The file, of about `width * height * 3 / ratio` bytes: fewer where the picture needs no more, more where that is less
 * than the 190 bytes of its headers.
 */
export async function encodeJpeg2000({ width, height, data }: RgbImage, ratio: number): Promise<Uint8Array> {
  const { J2KEncoder } = await loadOpenJpeg()
  const encoder = new J2KEncoder()
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
    return encoder.getEncodedBuffer().slice()
  } finally {
    encoder.delete()
  }
}
