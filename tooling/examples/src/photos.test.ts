import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { photoHeight, photoWidth, scenes } from './photos.ts'
import type { Picture } from './picture.ts'

const folder = fileURLToPath(new URL('../../../examples/photos/', import.meta.url))
// An eighth of the size: seconds become milliseconds. `render:check` compares every pixel.
const width = photoWidth / 8
const height = photoHeight / 8
const pixels = (file: string) =>
  sharp(folder + file)
    .raw()
    .toBuffer()
const small = (file: string) =>
  sharp(folder + file)
    .resize(width, height, { kernel: 'linear' })
    .raw()
    .toBuffer()

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length
}

/** Mean absolute difference of neighbours in a row, per channel: how much fine detail there is. */
function detail(data: Uint8Array): number {
  return meanDifference(data.subarray(3), data.subarray(0, -3))
}

test('the folder holds what is drawn and nothing else, at its size', async () => {
  expect(readdirSync(folder).sort()).toEqual(scenes.flatMap(({ files }) => Object.keys(files)).sort())
  for (const file of readdirSync(folder)) {
    expect(await sharp(folder + file).metadata()).toMatchObject({ width: photoWidth, height: photoHeight })
  }
})

test.each(scenes.map((scene) => [Object.keys(scene.files)[0]!, scene.render] as const))(
  '%s is what its scene draws today',
  async (file, render) => {
    const drawn: Picture = render(width, height)
    // Four samples a pixel against an average of many: 2.3, 5.2 and 8.9 levels when written; 49 and more between
    // different scenes.
    expect(meanDifference(drawn.pixels, await small(file))).toBeLessThan(15)
  },
)

test('each degradation does to the cottage what its name says', async () => {
  const clean = await pixels('cottage.jpg')
  const noise = await pixels('cottage-noise.jpg')
  const flat = await pixels('cottage-low-contrast.jpg')
  const range = (data: Uint8Array) =>
    data.reduce((a, b) => Math.max(a, b)) - data.reduce((a, b) => Math.min(a, b))
  expect(detail(await pixels('cottage-blur.jpg'))).toBeLessThan(detail(clean) / 2)
  expect(detail(noise)).toBeGreaterThan(detail(clean) * 1.5)
  expect(range(flat)).toBeLessThan(range(clean) / 2)
  // Eight by eight blocks: across their borders JPEG steps more than within them.
  expect(await blockiness('cottage-jpeg.jpg')).toBeGreaterThan(1.5 * (await blockiness('cottage.jpg')))
})

/** Mean step between columns at borders of 8 × 8 blocks over the mean step elsewhere, in grey. */
async function blockiness(file: string): Promise<number> {
  const { data, info } = await sharp(folder + file)
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const steps = { border: 0, inside: 0 }
  for (let i = 1; i < data.length; i++) {
    const x = i % info.width
    if (x > 0)
      steps[x % 8 === 0 ? 'border' : 'inside'] += Math.abs(data[i]! - data[i - 1]!) * (x % 8 === 0 ? 7 : 1)
  }
  return steps.border / steps.inside
}
