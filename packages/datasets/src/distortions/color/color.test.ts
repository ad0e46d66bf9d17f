import '@deqa/vitest'
import { expect, it } from 'vitest'
import { colorCount, distance, flatPicture, moments, testPicture } from '../../../test/test-picture.ts'
import { toLab } from '../core/lab.ts'
import { randomOf } from '../core/random.ts'
import { colorDiffusion } from './color-diffusion.ts'
import { colorQuantization } from './color-quantization.ts'
import { colorSaturation1, colorSaturation2 } from './color-saturation.ts'
import { colorShift } from './color-shift.ts'

const picture = testPicture()
/** Colours so weak that nothing is cut off. */
const pale = { ...picture, data: picture.data.map((value) => 100 + value / 5) }

it('diffusion blurs colours and leaves lightness', () => {
  const before = toLab(pale)
  const after = toLab({ data: colorDiffusion(pale, 1) as Uint8Array })
  // Eight bits: half a level is up to half a unit of lightness.
  expect(after.l).toBeAllClose(before.l, { absolute: 0.5 })
  const energy = (plane: Float32Array) =>
    plane.reduce((sum, value, i) => sum + (i % pale.width === 0 ? 0 : (value - plane[i - 1]!) ** 2), 0)
  // 0.11 of it is left: slopes that are wider than the blur of σ = 3.5, and rounding to eight bits.
  expect(energy(after.b)).toBeLessThan(0.2 * energy(before.b))
})

it('shift moves green alone, and nothing where there is no edge', () => {
  const shifted = colorShift(picture, 8, randomOf(1))
  const channel = (data: ArrayLike<number>, c: number) => Uint8Array.from(data).filter((_, i) => i % 3 === c)
  const moved = [0, 1, 2].map((c) => distance(channel(shifted, c), channel(picture.data, c)))
  expect(moved).toEqual([0, expect.any(Number), 0])
  expect(moved[1]).toBeGreaterThan(1)
  const flat = flatPicture(90)
  expect(distance(colorShift(flat, 8, randomOf(1)), flat.data)).toBe(0)
})

it.each([64, 48, 32, 16, 8])('quantization leaves %d colours and the mean', (colors) => {
  const { data } = picture
  const quantized = colorQuantization(picture, colors)
  expect(colorCount(data)).toBeGreaterThan(1000)
  expect(colorCount(quantized)).toBeLessThanOrEqual(colors)
  // Dither hands on what rounding takes, except at the rim and where colours are cut off.
  for (const channel of [0, 1, 2])
    expect(Math.abs(moments(quantized, channel, 3).mean - moments(data, channel, 3).mean)).toBeLessThan(2)
})

it('quantization returns a picture of few colours as it is', () => {
  const few = flatPicture(0)
  few.data.fill(255, few.data.length / 2)
  expect(distance(colorQuantization(few, 8), few.data)).toBe(0)
})

it('saturation 1 keeps the largest channel and scales the rest towards it', () => {
  const one = { width: 1, height: 1, data: Uint8Array.of(200, 100, 50) }
  // Single precision.
  const rounded = (factor: number) =>
    Array.from(colorSaturation1(one, factor), (value) => Math.round(value * 1e3) / 1e3)
  expect(rounded(0)).toEqual([200, 200, 200])
  expect(rounded(0.4)).toEqual([200, 160, 140])
  expect(rounded(-0.4)).toEqual([200, 240, 260])
  expect(rounded(1)).toEqual([200, 100, 50])
})

it('saturation 2 scales a* and b*', () => {
  const before = toLab(pale)
  const after = toLab({ data: colorSaturation2(pale, 2) as Uint8Array })
  // Eight bits: about a unit of colour.
  const twice = (plane: Float32Array) => plane.map((value) => 2 * value)
  expect(after.a).toBeAllClose(twice(before.a), { absolute: 1.2 })
  expect(after.b).toBeAllClose(twice(before.b), { absolute: 1.2 })
})
