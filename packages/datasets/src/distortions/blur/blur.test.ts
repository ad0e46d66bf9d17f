import '@deqa/vitest'
import { describe, expect, it } from 'vitest'
import { distance, flatPicture, gradientEnergy, testPicture } from '../../../test/test-picture.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'
import { gaussianBlur } from './gaussian-blur.ts'
import { lensBlur } from './lens-blur.ts'
import { motionBlurAt } from './motion-blur.ts'

const picture = testPicture()

/** Sum and variances of the spread of one white point, whose level is 255. */
function spreadOf(blur: (image: RgbImage) => Samples) {
  const image = flatPicture(0, 97, 97)
  image.data.fill(255, 3 * (48 * 97 + 48), 3 * (48 * 97 + 49))
  const spread = blur(image)
  const totals = { sum: 0, acrossX: 0, acrossY: 0 }
  for (let i = 0; i < spread.length; i += 3) {
    const share = spread[i]! / 255
    totals.sum += share
    totals.acrossX += share * (((i / 3) % 97) - 48) ** 2
    totals.acrossY += share * (Math.floor(i / 3 / 97) - 48) ** 2
  }
  return totals
}

describe.each([
  ['gaussian', gaussianBlur, [0.5, 1, 2, 5]],
  ['lens', lensBlur, [1, 2, 4, 8]],
  ['motion', (image: RgbImage, length: number) => motionBlurAt(image, length, 0.7), [2, 4, 6, 10]],
] as const)('%s blur', (_, blur, amounts) => {
  it('lowers the energy of gradients, the more the stronger', () => {
    const energies = amounts.map((amount) => gradientEnergy(picture, blur(picture, amount)))
    expect(energies[0]).toBeLessThan(gradientEnergy(picture, picture.data))
    for (const [i, energy] of energies.slice(1).entries()) expect(energy).toBeLessThan(energies[i]!)
  })

  it.each([...amounts])('by %d keeps the light and a flat picture', (amount) => {
    // Single precision.
    expect(Math.abs(spreadOf((image) => blur(image, amount)).sum - 1)).toBeLessThan(1e-5)
    expect(blur(flatPicture(130), amount)).toBeAllClose(flatPicture(130).data, { absolute: 1e-3 })
  })
})

it('spreads a point by the variance of its shape', () => {
  const gaussian = spreadOf((image) => gaussianBlur(image, 5))
  // Ten pixels on each side: a Gaussian cut at 2.1 deviations has 0.808 of its variance.
  expect(Math.abs(gaussian.acrossX / 25 - 0.808)).toBeLessThan(0.002)
  const disk = spreadOf((image) => lensBlur(image, 8))
  // r²/4 for a disk, 1/12 more for the square pixels it falls into, to what 1/32 of a pixel can tell.
  expect(Math.abs(disk.acrossX - (16 + 1 / 12))).toBeLessThan(0.05)
  expect(Math.abs(disk.acrossY - (16 + 1 / 12))).toBeLessThan(0.05)
})

it('moves along one line only', () => {
  const level = spreadOf((image) => motionBlurAt(image, 9, 0))
  expect(level.acrossY).toBe(0)
  // Nine pixels of one weight: (9² − 1)/12.
  expect(Math.abs(level.acrossX - 80 / 12)).toBeLessThan(1e-4)
  const upright = spreadOf((image) => motionBlurAt(image, 9, Math.PI / 2))
  expect(Math.abs(upright.acrossY - 80 / 12)).toBeLessThan(1e-4)
  expect(distance(motionBlurAt(picture, 1, 1), picture.data)).toBe(0)
})
