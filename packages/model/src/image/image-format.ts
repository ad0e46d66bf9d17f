/** A format that `decodeImage` reads, by the name the decoder reports. AVIF lies in the HEIF container. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'heif'

const text = (bytes: Uint8Array, start: number, end: number) =>
  String.fromCharCode(...bytes.subarray(start, end))

/** The brands of an ISO media `ftyp` box: the major one, then (after a version) the compatible ones. */
function mediaBrands(bytes: Uint8Array): string[] {
  const end = Math.min(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), bytes.length, 256)
  const brands = [text(bytes, 8, 12)]
  for (let at = 16; at + 4 <= end; at += 4) brands.push(text(bytes, at, at + 4))
  return brands
}

/** The format that the first bytes announce, or undefined. Only photographs' raster formats are known here. */
export function imageFormatOf(bytes: Uint8Array): ImageFormat | undefined {
  if (text(bytes, 0, 3) === '\xff\xd8\xff') return 'jpeg'
  if (text(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  if (text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP') return 'webp'
  if (/^GIF8[79]a$/.test(text(bytes, 0, 6))) return 'gif'
  if (/^(II[*+]\0|MM\0[*+])$/.test(text(bytes, 0, 4))) return 'tiff'
  if (text(bytes, 4, 8) === 'ftyp' && mediaBrands(bytes).some((brand) => /^avi[fs]$/.test(brand)))
    return 'heif'
  return undefined
}

/** The first bytes for a message: printable ones as they are, others as dots. */
export function describeStart(bytes: Uint8Array): string {
  return `“${text(bytes, 0, 16).replace(/[^\x20-\x7e]/g, '.')}”`
}
