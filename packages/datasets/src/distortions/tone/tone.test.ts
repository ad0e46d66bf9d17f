import { expect, it } from 'vitest'
import { distance, flatPicture, gradientEnergy, moments, testPicture } from '../../../test/test-picture.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'
import { brighten } from './brighten.ts'
import { contrastChange } from './contrast-change.ts'
import { darken } from './darken.ts'
import { highSharpen } from './high-sharpen.ts'
import { meanShift } from './mean-shift.ts'
import { quantization } from './quantization.ts'

const picture = testPicture()
const ramp: RgbImage = { width: 256, height: 1, data: Uint8Array.from({ length: 768 }, (_, i) => i / 3) }
/** What becomes of a grey level, on the scale of 0..1. */
const curveOf =
  (operation: (image: RgbImage, amount: number) => Samples, amount: number) => (value: number) =>
    operation(ramp, amount)[3 * Math.round(255 * value)]! / 255

it('brightens and darkens through three points', () => {
  for (const amount of [0.05, 0.4, 0.8]) {
    const dark = curveOf(darken, amount)
    const bright = curveOf(brighten, amount)
    // 128/255 is not quite one half, and the third that goes through L*a*b* is lifted at another place.
    expect(Math.abs(dark(0.5) - (0.5 - amount / 2))).toBeLessThan(0.003)
    expect(bright(0.5)).toBeGreaterThan(0.5 + amount / 4)
    for (const curve of [dark, bright]) expect([curve(0), curve(1)]).toEqual([0, 1])
  }
})

it('shifts by the amount and cuts off what leaves the range', () => {
  const shifted = meanShift(flatPicture(100), 0.15)
  expect(Math.abs(moments(shifted).mean - (100 + 0.15 * 255))).toBeLessThan(1e-3)
  expect(curveOf(meanShift, 0.15)(0.95)).toBe(1)
  expect(curveOf(meanShift, -0.15)(0.1)).toBe(0)
  expect(distance(meanShift(picture, 0), picture.data)).toBeLessThan(1e-4)
})

it.each([0.3, 0.15, 0, -0.4, -0.6])('changes contrast by %d through five points', (amount) => {
  const curve = curveOf(contrastChange, amount)
  const slope = 1.5
  // Levels lie up to half of 1/255 beside x.
  for (const [x, y] of [
    [0, 0],
    [0.3, 0.25 - amount / 4],
    [0.5, 0.5],
    [0.7, 0.75 + amount / 4],
    [1, 1],
  ] as const)
    expect(Math.abs(curve(x) - y)).toBeLessThan((slope * 0.75) / 255)
})

it('changes contrast in the direction of its sign', () => {
  const spread = (amount: number) => moments(contrastChange(picture, amount)).variance
  expect(spread(0.3)).toBeGreaterThan(spread(0.15))
  expect(spread(-0.6)).toBeLessThan(spread(-0.4))
  expect(spread(-0.4)).toBeLessThan(moments(picture.data).variance)
})

it.each([20, 16, 13, 10, 7])('quantizes by %d thresholds into one value more', (levels) => {
  const values = new Set(quantization(picture, levels))
  expect(values.size).toBe(levels + 1)
  expect(values.has(0) && values.has(255)).toBe(true)
  // Also of a picture that ends at 80 and 165: it gains contrast.
  const foggy = { ...picture, data: picture.data.map((value) => 80 + value / 3) }
  const wide = quantization(foggy, levels)
  expect([Math.min(...wide), Math.max(...wide)]).toEqual([0, 255])
})

it('sharpens edges and leaves the flat', () => {
  const energies = [1, 3, 12].map((amount) => gradientEnergy(picture, highSharpen(picture, amount)))
  expect(energies[0]).toBeGreaterThan(gradientEnergy(picture, picture.data))
  expect(energies[1]).toBeGreaterThan(energies[0]!)
  expect(energies[2]).toBeGreaterThan(energies[1]!)
  expect(distance(highSharpen(flatPicture(77), 12), flatPicture(77).data)).toBe(0)
})
