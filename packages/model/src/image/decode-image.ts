import sharp, { type Metadata, type Sharp } from 'sharp'
import { cmykToRgb } from './cmyk-to-rgb.ts'
import { ImageTooLargeError, ImageUnreadableError } from './image-errors.ts'
import { describeStart, imageFormatOf } from './image-format.ts'
import { rawToRgb } from './raw-to-rgb.ts'
import { readImageBytes } from './read-image-bytes.ts'
import type { ImageInput, RawImage, RgbImage } from './types.ts'

export interface DecodeOptions {
  /** Turn the image upright by its EXIF orientation. The original system does not. @default false */
  readonly autoOrient?: boolean
  /** Most pixels (width × height) an image may have. @default 50_000_000 */
  readonly maxPixels?: number
  /** Stops between reading, looking at the header and decoding, with the signal's reason. */
  readonly signal?: AbortSignal
}

/** Beyond this side the padded square and its resampling weights would be out of all proportion. */
const MAX_SIDE = 1_000_000

const FORMATS = 'a JPEG, PNG, WebP, GIF, TIFF or AVIF image'

/**
 * The pixels of an image as the original system sees them, `Image.open(…).convert("RGB")` of Pillow:
 * EXIF orientation and ICC profiles ignored, alpha and palette transparency dropped (not composited), grey and
 * palette images as RGB, CMYK by its plain formula, of several frames or pages the first. 16 bits per channel
 * become 8 by taking the high byte.
 *
 * Accuracy: JPEG (all chroma samplings, progressive), PNG, WebP, GIF and TIFF give Pillow's pixels exactly.
 * Three differences are known. AVIF chroma is upsampled otherwise. Transparent GIF pixels are black. 16-bit
 * grey, which Pillow clips at 255 so that nearly all of it is white, is scaled here like 16-bit RGB.
 *
 * The format is told by content, never by name, and read by `sharp`, whose operation cache is switched off and
 * whose threads per image are set to one at the first call: images run in parallel, not parts of one.
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
    refuseLarge('pixels', image.width, image.height, maxPixels)
    return image
  }
  if (!isEncoded(input)) {
    throw new TypeError(
      `decodeImage: expected a path, URL, Uint8Array, Blob or raw pixels, got ${describe(input)}`,
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

const describe = (value: unknown) =>
  typeof value === 'object' && value !== null ? (value.constructor?.name ?? 'an object') : String(value)

let configured = false

function openWithSharp(bytes: Uint8Array, autoOrient: boolean): Sharp {
  if (!configured) {
    sharp.cache(false)
    sharp.concurrency(1)
    configured = true
  }
  // 'error' also covers truncation; harmless warnings, such as an odd colour profile, pass. The pixel limit
  // has been checked by us, in words.
  return sharp(bytes, { failOn: 'error', limitInputPixels: false, ignoreIcc: true, autoOrient })
}

async function readHeader(where: string, bytes: Uint8Array): Promise<Metadata> {
  const format = imageFormatOf(bytes)
  if (!format) {
    throw new ImageUnreadableError({
      where,
      expected: FORMATS,
      found: bytes.length === 0 ? 'no bytes at all' : `data starting with ${describeStart(bytes)}`,
      advice: 'Convert it to JPEG or PNG.',
    })
  }
  const header = await openWithSharp(bytes, false)
    .metadata()
    .catch((cause) => {
      throw damaged(where, bytes, cause)
    })
  const depths = header.space === 'cmyk' ? ['uchar'] : ['uchar', 'ushort']
  const spaces = ['srgb', 'b-w', 'cmyk', 'rgb', 'rgb16', 'grey16']
  if (header.format !== format || !spaces.includes(header.space) || !depths.includes(header.depth)) {
    throw new ImageUnreadableError({
      where,
      expected: `${FORMATS} with 8 or 16 bits per channel, in grey, RGB or CMYK`,
      found: `${header.format} with channels of type ${header.depth} in colour space ${header.space}`,
      advice: 'Convert it to an 8-bit RGB PNG.',
    })
  }
  return header
}

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

async function decodePixels(
  where: string,
  bytes: Uint8Array,
  header: Metadata,
  autoOrient: boolean,
): Promise<RgbImage> {
  const pipeline = openWithSharp(bytes, autoOrient)
  // The CMYK pipeline hands the inks over as stored; the default one would apply a printer's profile.
  const isCmyk = header.space === 'cmyk'
  const pixels = isCmyk ? pipeline.pipelineColourspace('cmyk').toColourspace('cmyk') : pipeline.removeAlpha()
  const { data, info } = await pixels
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((cause) => {
      throw damaged(where, bytes, cause)
    })
  const { width, height, channels } = info
  return isCmyk ? cmykToRgb(width, height, data) : rawToRgb({ width, height, channels, data })
}

function damaged(where: string, bytes: Uint8Array, cause: unknown): ImageUnreadableError {
  const reason =
    cause instanceof Error ? cause.message.trim().split('\n').at(-1)?.replace(/:$/, '') : String(cause)
  return new ImageUnreadableError({
    where,
    expected: `an intact ${imageFormatOf(bytes)} image`,
    found: `${bytes.length.toLocaleString('en')} bytes that do not decode (${reason})`,
    advice: 'The file is damaged or was cut short: copy or download it again.',
    cause,
  })
}
