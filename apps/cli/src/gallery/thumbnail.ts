import sharp from 'sharp'

/** Longest side, in pixels: sharp on a screen of two dots per pixel. */
const side = 320

/**
 * A small copy of an image, upright, as a WebP data URI.
 *
 * @returns undefined if the file is gone or cannot be decoded.
 */
export async function thumbnail(path: string): Promise<string | undefined> {
  try {
    const bytes = await sharp(path, { failOn: 'none' })
      .rotate()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 70 })
      .toBuffer()
    return `data:image/webp;base64,${bytes.toString('base64')}`
  } catch {
    return undefined
  }
}
