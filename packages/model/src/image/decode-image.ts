import { describeValue } from './describe-value.ts'
import { decodePixels, readHeader } from './encoded-image.ts'
import { ImageTooLargeError } from './image-errors.ts'
import { nameOfInput } from './name-of-input.ts'
import { rawToRgb } from './raw-to-rgb.ts'
import { readImageBytes } from './read-image-bytes.ts'
import type { ImageInput, RawImage, RgbImage } from './types.ts'

export interface DecodeOptions {
  /**
   * Turn the image upright by its EXIF orientation. The original system does not, but for TIFFs, which always are.
   * @default false
   */
  readonly autoOrient?: boolean
  /** Most pixels (width × height) an image may have. @default 50_000_000 */
  readonly maxPixels?: number
  /** Stops between reading, looking at the header and decoding, with the signal's reason. */
  readonly signal?: AbortSignal
}

/** Beyond this side the padded square and its resampling weights would be out of all proportion. */
const MAX_SIDE = 1_000_000

/**
 * The pixels of an image as the original system sees them, `Image.open(…).convert("RGB")` of Pillow:
 * EXIF orientation and ICC profiles ignored, alpha and palette transparency dropped (not composited), grey and
 * palette images as RGB, CMYK by its plain formula, of several frames or pages the first. 16 bits per channel
 * become 8 by taking the high byte. A TIFF alone is turned by its orientation tag: Pillow does that as it loads one.
 *
 * Accuracy: JPEG (all chroma samplings, progressive), PNG, WebP, GIF and TIFF give Pillow's pixels exactly.
 * Three differences are known. AVIF chroma is upsampled otherwise. Transparent GIF pixels are black. 16-bit
 * grey, which Pillow clips at 255 so that nearly all of it is white, is scaled here like 16-bit RGB.
 *
 * The format is told by content, never by name, and read by `sharp`, whose operation cache is switched off and
 * whose threads per image are set to one at the first call: images run in parallel, not parts of one.
 *
 * A file that was cut short is an error. Damage in the middle of a JPEG is not: it decodes as far as it goes, as
 * in the original.
 *
 * @throws {ImageNotFoundError} if there is no file at the path.
 * @throws {ImageUnreadableError} if the input is damaged, cut short, of another format, or a web address.
 * @throws {ImageTooLargeError} if the header announces more than `maxPixels`; nothing was decoded.
 * @throws {TypeError} if the input is none of the kinds of `ImageInput`.
 * @throws {RangeError} if raw pixels and their declared size disagree, or `maxPixels` is not positive.
 */
export async function decodeImage(input: ImageInput, options: DecodeOptions = {}): Promise<RgbImage> {
  const { autoOrient = false, maxPixels = 50_000_000, signal } = options
  if (!(maxPixels > 0)) throw new RangeError(`decodeImage: expected a positive maxPixels, got ${maxPixels}`)
  signal?.throwIfAborted()
  if (isRawImage(input)) {
    const image = rawToRgb(input)
    refuseLarge(nameOfInput(input), image.width, image.height, maxPixels)
    return image
  }
  if (!isEncoded(input)) {
    throw new TypeError(
      `decodeImage: expected a path, URL, Uint8Array, Blob or raw pixels, got ${describeValue(input)}`,
    )
  }
  const { bytes, where } = await readImageBytes(input, signal)
  signal?.throwIfAborted()
  const header = await readHeader(where, bytes)
  refuseLarge(where, header.width, header.height, maxPixels)
  signal?.throwIfAborted()
  const image = await decodePixels(where, bytes, header, autoOrient)
  signal?.throwIfAborted()
  return image
}

const isRawImage = (input: unknown): input is RawImage =>
  typeof input === 'object' && input !== null && 'channels' in input && 'data' in input

const isEncoded = (input: unknown): input is string | URL | Uint8Array | Blob =>
  typeof input === 'string' || [URL, Uint8Array, Blob].some((kind) => input instanceof kind)

function refuseLarge(where: string, width: number, height: number, maxPixels: number) {
  const found = `${width}×${height}`
  const advice = 'Scale the image down first; the network sees a few hundred pixels a side.'
  if (width * height > maxPixels) {
    const expected = `at most ${maxPixels.toLocaleString('en')} pixels (the option maxPixels)`
    throw new ImageTooLargeError({ where, expected, found, advice })
  }
  if (Math.max(width, height) > MAX_SIDE) {
    const expected = `sides of at most ${MAX_SIDE.toLocaleString('en')} pixels`
    throw new ImageTooLargeError({ where, expected, found, advice })
  }
}
