import sharp from 'sharp'

export const PHOTOGRAPH_SIZE = { width: 1600, height: 1200 } as const

/** A JPEG file that every machine makes of the same pixels: soft forms, edges and fine texture, as photographs have. */
export async function syntheticPhotograph(): Promise<Buffer> {
  const { width, height } = PHOTOGRAPH_SIZE
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const form = 60 * Math.sin(x / 170) * Math.cos(y / 130)
      const edge = (x * 3 + y * 2) % 480 < 200 ? 30 : -20
      const texture = (Math.imul(x * 73856093, 1) ^ Math.imul(y * 19349663, 1)) & 15
      const pixel = 3 * (y * width + x)
      for (let channel = 0; channel < 3; channel++) {
        data[pixel + channel] = Math.min(255, Math.max(0, 110 + form + edge + texture + 12 * channel))
      }
    }
  }
  return await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer()
}
