import { distort } from '@deqa/datasets/distortions'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { examplePicture, greyPicture } from '../../test/pictures.ts'
import { ImageUnsuitable } from '../errors.ts'
import { jpegBytesPerPixel } from './jpeg-bytes-per-pixel.ts'
import { meanGradient } from './mean-gradient.ts'

test('the gradient of slopes and plains, worked by hand', () => {
  expect(meanGradient(greyPicture(20, 10, (x) => 3 * x))).toBeCloseTo(3, 12)
  expect(meanGradient(greyPicture(20, 10, (x, y) => 3 * x + 4 * y))).toBeCloseTo(5, 12)
  expect(meanGradient(greyPicture(20, 10, () => 80))).toBeCloseTo(0, 12)
  // One bright pixel of 30 in the middle of 5×5: its four neighbours see half of it, the other five see nothing.
  expect(meanGradient(greyPicture(5, 5, (x, y) => (x === 2 && y === 2 ? 30 : 0)))).toBeCloseTo(
    (4 * 15) / 9,
    12,
  )
  expect(() => meanGradient(greyPicture(2, 9, (x) => x))).toThrow('sides of 3 pixels or more, got 2×9')
})

test('the size of a JPEG is that of the file', async () => {
  const { width, height, data } = await examplePicture('lake')
  const file = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 75 })
    .toBuffer()
  // 4:2:0 is what sharp does below quality 90.
  expect(await jpegBytesPerPixel({ width, height, data })).toBe(file.length / (width * height))
})

test('a picture that no JPEG holds is refused', async () => {
  const line = (width: number) => ({ width, height: 1, data: new Uint8Array(3 * width) })
  expect(await jpegBytesPerPixel(line(65_500))).toBeGreaterThan(0)
  const refused = jpegBytesPerPixel(line(65_501))
  await expect(refused).rejects.toThrow(ImageUnsuitable)
  await expect(refused).rejects.toThrow(
    'bytes per pixel as JPEG: expected sides of 65,500 pixels or less, got 65501×1',
  )
})

test('both fall with blur, and rise with noise', async () => {
  const picture = await examplePicture('cottage')
  const measured = async (type: 'gaussian blur' | 'white noise') => {
    const gradients: number[] = []
    const sizes: number[] = []
    for (const strength of [2, 3, 4, 5]) {
      const damaged = await distort(picture, { type, strength, seed: 1 })
      gradients.push(meanGradient(damaged))
      sizes.push(await jpegBytesPerPixel(damaged))
    }
    return [gradients, sizes]
  }
  for (const values of await measured('gaussian blur'))
    expect(values).toEqual(values.toSorted((a, b) => b - a))
  for (const values of await measured('white noise')) expect(values).toEqual(values.toSorted((a, b) => a - b))
})
