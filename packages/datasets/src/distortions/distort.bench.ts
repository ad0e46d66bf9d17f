import sharp from 'sharp'
import { bench, describe, expect } from 'vitest'
import { testPicture } from '../../test/test-picture.ts'
import { distort } from './distort.ts'
import { DISTORTION_TYPES } from './distortion-types.ts'

const picture = testPicture(481, 321)
const { width, height } = picture
const raw = { raw: { width, height, channels: 3 } } as const

describe.each(DISTORTION_TYPES)('481×321 pixels: %s', (type) => {
  for (const strength of [1, 5]) {
    bench(`strength ${strength}`, async () => {
      await distort(picture, { type, strength, seed: 1 })
    })
  }
})

describe('gaussian blur of σ = 5 against a native library', () => {
  bench('distort', async () => {
    const { data } = await distort(picture, { type: 'gaussian blur', strength: 5, seed: 1 })
    expect(data).toHaveLength(picture.data.length)
  })
  bench('sharp', async () => {
    const data = await sharp(picture.data, raw).blur(5).raw().toBuffer()
    expect(data).toHaveLength(picture.data.length)
  })
})
