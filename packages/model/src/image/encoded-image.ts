import sharp, { type Metadata, type Sharp } from 'sharp'
import { largestAvifSide } from './avif-side.ts'
import { cmykToRgb } from './cmyk-to-rgb.ts'
import { ImageUnreadableError } from './image-errors.ts'
import { describeStart, imageFormatOf } from './image-format.ts'
import type { RgbImage } from './types.ts'

const FORMATS = 'a JPEG, PNG, WebP, GIF, TIFF or AVIF image'

/** The largest side that libvips can hold. */
const DECODER_SIDE = 100_000_000

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

/** What the header says, for a format and a kind of pixels that are read here. Nothing is decoded. */
export async function readHeader(where: string, bytes: Uint8Array): Promise<Metadata> {
  const format = imageFormatOf(bytes)
  if (!format) {
    throw new ImageUnreadableError({
      where,
      expected: FORMATS,
      found: bytes.length === 0 ? 'no bytes at all' : `data starting with ${describeStart(bytes)}`,
      advice: 'Convert it to JPEG or PNG.',
    })
  }
  // Of an AVIF beyond its limit the decoder complains on stderr, so it must not see one.
  if (format === 'heif' && largestAvifSide(bytes) > DECODER_SIDE) {
    throw damaged(where, bytes, `it claims a side of ${largestAvifSide(bytes)} pixels`)
  }
  const header = await openWithSharp(bytes, false)
    .metadata()
    .catch((cause) => {
      throw damaged(where, bytes, cause)
    })
  const depths = header.space === 'cmyk' ? ['uchar'] : ['uchar', 'ushort']
  const spaces = ['srgb', 'b-w', 'cmyk', 'rgb', 'rgb16', 'grey16']
  if (header.format !== format || !spaces.includes(header.space) || !depths.includes(header.depth)) {
    throw unsupported(where, header)
  }
  return header
}

/** The first frame or page as RGB. A TIFF is always turned by its orientation tag, as Pillow turns it when it loads one. */
export async function decodePixels(
  where: string,
  bytes: Uint8Array,
  header: Metadata,
  autoOrient: boolean,
): Promise<RgbImage> {
  const opaque = openWithSharp(bytes, autoOrient || header.format === 'tiff').removeAlpha()
  // The CMYK pipeline hands the inks over as stored; the default one would apply a printer's profile.
  const isCmyk = header.space === 'cmyk'
  const { data, info } = await (isCmyk ? opaque.pipelineColourspace('cmyk').toColourspace('cmyk') : opaque)
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((cause) => {
      throw damaged(where, bytes, cause)
    })
  const { width, height, channels } = info
  if (channels !== (isCmyk ? 4 : 3)) throw unsupported(where, header)
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.length)
  return isCmyk ? cmykToRgb(width, height, pixels) : { width, height, data: pixels }
}

function unsupported(where: string, { format, channels, depth, space }: Metadata): ImageUnreadableError {
  return new ImageUnreadableError({
    where,
    expected: `${FORMATS} with 8 or 16 bits per channel, in grey, RGB or CMYK`,
    found: `${format} with ${channels} channels of type ${depth} in colour space ${space}`,
    advice: 'Convert it to an 8-bit RGB PNG.',
  })
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
