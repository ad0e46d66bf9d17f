import { expect, it } from 'vitest'
import { distance, flatPicture, moments, testPicture } from '../../../test/test-picture.ts'
import { randomOf } from '../core/random.ts'
import { colorComponentNoise } from './color-component-noise.ts'
import { denoise } from './denoise.ts'
import { impulseNoise } from './impulse-noise.ts'
import { multiplicativeNoise } from './multiplicative-noise.ts'
import { whiteNoise } from './white-noise.ts'

const grey = flatPicture(128, 256, 256)
// With 65,536 pixels a variance is known to 0.55 % (one standard error): five of them.
const variancePart = 0.028

it.each([0.001, 0.003, 0.01])('white noise has the variance %d in every channel', (variance) => {
  const noisy = whiteNoise(grey, variance, randomOf(variance))
  for (const channel of [0, 1, 2]) {
    const found = moments(noisy, channel, 3)
    // Six standard errors of the mean of 65,536 pixels.
    expect(Math.abs(found.mean - 128)).toBeLessThan((6 * 255 * Math.sqrt(variance)) / 256)
    // Rounding to eight bits adds 1/12.
    expect(Math.abs((found.variance - 1 / 12) / (variance * 255 ** 2) - 1)).toBeLessThan(variancePart)
  }
})

it('noise in colour components is stronger in red and blue than in green', () => {
  const noisy = colorComponentNoise(grey, 0.001, randomOf(2))
  const base = 0.001 * 255 ** 2
  const [luma, chroma] = [(255 / 219) ** 2, (255 / 224) ** 2]
  const expected = [
    luma + chroma * 1.402 ** 2,
    luma + chroma * (0.344136 ** 2 + 0.714136 ** 2),
    luma + chroma * 1.772 ** 2,
  ]
  for (const [channel, factor] of expected.entries()) {
    const { variance } = moments(noisy, channel, 3)
    expect(Math.abs((variance - 1 / 12) / (factor * base) - 1)).toBeLessThan(variancePart)
  }
})

it.each([0.001, 0.01, 0.03])('impulses hit a share of %d, half of them black', (density) => {
  const noisy = impulseNoise(grey, density, randomOf(density))
  const count = (level: number) => Uint8Array.from(noisy).filter((value) => value === level).length
  const expected = (density / 2) * noisy.length
  // Five deviations of a Poisson count.
  for (const level of [0, 255])
    expect(Math.abs(count(level) - expected)).toBeLessThan(5 * Math.sqrt(expected))
  expect(count(0) + count(255) + count(128)).toBe(noisy.length)
})

it('multiplicative noise grows with the level', () => {
  const deviation = (level: number) =>
    Math.sqrt(moments(multiplicativeNoise(flatPicture(level, 256, 256), 0.01, randomOf(3))).variance - 1 / 12)
  expect(Math.abs(deviation(60) / (0.1 * 60) - 1)).toBeLessThan(variancePart)
  expect(Math.abs(deviation(180) / (0.1 * 180) - 1)).toBeLessThan(variancePart)
  expect(distance(multiplicativeNoise(flatPicture(0), 0.05, randomOf(3)), flatPicture(0).data)).toBe(0)
})

it('denoising takes most noise away, and detail with it', () => {
  const noisy = whiteNoise(grey, 0.01, randomOf(4))
  const clean = denoise(grey, 0.01, randomOf(4))
  // Of 64 coefficients of a block of noise, one and those above 2.7 deviations (0.7 %) stay: 2.3 % of the variance,
  // and a little more for the size of those that stay.
  expect(moments(clean, 0, 3).variance).toBeLessThan(0.1 * moments(noisy, 0, 3).variance)
  const picture = testPicture()
  expect(distance(denoise(picture, 0.01, randomOf(4)), picture.data)).toBeLessThan(
    distance(whiteNoise(picture, 0.01, randomOf(4)), picture.data),
  )
  expect(distance(denoise(picture, 0.1, randomOf(4)), picture.data)).toBeGreaterThan(
    distance(denoise(picture, 0.01, randomOf(4)), picture.data),
  )
})
