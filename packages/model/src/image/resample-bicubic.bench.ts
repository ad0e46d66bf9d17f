import sharp from 'sharp'
import { bench, describe } from 'vitest'
import { PAD_COLOUR, padToSquare } from './pad-to-square.ts'
import { preprocessImage } from './preprocess-image.ts'
import { resampleBicubic } from './resample-bicubic.ts'
import type { RgbImage } from './types.ts'

const SIZE = 448

/** Smooth shapes under noise, so that neither side meets a special case. */
function photo(width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3)
  let noise = 1
  for (let i = 0; i < data.length; i++) {
    noise = (Math.imul(noise, 1664525) + 1013904223) | 0
    data[i] = 128 + 90 * Math.sin(i / 5000) + (noise >>> 27)
  }
  return { width, height, data }
}

/** The rival: libvips' own cubic kernel on the same pixels, one thread, with the same padding. */
function withSharp({ width, height, data }: RgbImage): Promise<Buffer> {
  const [r, g, b] = PAD_COLOUR
  return sharp(data, { raw: { width, height, channels: 3 } })
    .resize(SIZE, SIZE, { kernel: 'cubic', fit: 'contain', background: { r, g, b } })
    .raw()
    .toBuffer()
}

sharp.concurrency(1)
sharp.cache(false)

for (const [width, height] of [
  [1024, 768],
  [4000, 3000],
] as const) {
  const image = photo(width, height)
  const ours = resampleBicubic(padToSquare(image), SIZE, SIZE).data
  const theirs = await withSharp(image)
  const meanDifference = ours.reduce((sum, value, i) => sum + Math.abs(value - theirs[i]!), 0) / ours.length
  if (meanDifference > 1)
    throw new Error(`expected the same picture, got a mean difference of ${meanDifference}`)

  describe(`${width}×${height} → ${SIZE}, padded`, () => {
    bench('resampleBicubic', () => {
      resampleBicubic(padToSquare(image), SIZE, SIZE)
    })
    bench('preprocessImage (and normalised)', () => {
      preprocessImage(image, { size: SIZE })
    })
    bench('sharp, cubic', async () => {
      await withSharp(image)
    })
  })
}
