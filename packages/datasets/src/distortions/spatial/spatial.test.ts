import { expect, it } from 'vitest'
import { distance, flatPicture, moments, testPicture } from '../../../test/test-picture.ts'
import { randomOf } from '../core/random.ts'
import { colorBlock } from './color-block.ts'
import { jitter } from './jitter.ts'
import { nonEccentricityPatch } from './non-eccentricity-patch.ts'
import { pixelate } from './pixelate.ts'
import { resample } from './resample.ts'

const picture = testPicture()

it('jitter moves pixels and no colours: nothing happens to a flat picture, little to the mean', () => {
  // Single precision.
  expect(distance(jitter(flatPicture(90), 1, randomOf(1)), flatPicture(90).data)).toBeLessThan(1e-3)
  expect(distance(jitter(picture, 0, randomOf(1)), picture.data)).toBe(0)
  const jittered = jitter(picture, 1, randomOf(1))
  // Which pixels are seen twice and which are not is chance: up to 0.4 in eight draws. Weights that sum to one hundredth
  // more than 1 would raise a mean of 119 by more than one level in each of the five rounds.
  expect(Math.abs(moments(jittered).mean - moments(picture.data).mean)).toBeLessThan(1)
  // A slope of one level per pixel tells how far pixels went: five times a deviation of one.
  const slope = flatPicture(0, 200, 200)
  slope.data.forEach((_, i) => {
    slope.data[i] = Math.floor(i / 3) % 200
  })
  const moved = jitter(slope, 1, randomOf(2)).map((value, i) => value - slope.data[i]!)
  const inner = moved.filter((_, i) => Math.floor(i / 3) % 200 > 20 && Math.floor(i / 3) % 200 < 180)
  // Later rounds average neighbours that went different ways, which takes some of √5: 1.63 to 1.66 are left in four draws.
  // One round alone has 1.
  expect(Math.sqrt(moments(inner).variance)).toBeGreaterThan(1.5)
  expect(Math.sqrt(moments(inner).variance)).toBeLessThan(Math.sqrt(5))
})

it('a patch shows what lies at most eight pixels away', () => {
  const patched = nonEccentricityPatch(picture, 1, randomOf(3))
  const changed = [...patched.keys()].filter((i) => patched[i] !== picture.data[i])
  const xs = changed.map((i) => Math.floor(i / 3) % picture.width)
  const ys = changed.map((i) => Math.floor(i / 3 / picture.width))
  expect(Math.max(...xs) - Math.min(...xs)).toBeLessThan(16)
  expect(Math.max(...ys) - Math.min(...ys)).toBeLessThan(16)
  const offsets = Array.from({ length: 17 * 17 }, (_, i) => [(i % 17) - 8, Math.floor(i / 17) - 8] as const)
  const explained = offsets.some(([dx, dy]) =>
    changed.every((i) => patched[i] === picture.data[i + 3 * (dy * picture.width + dx)]),
  )
  expect(explained).toBe(true)
})

it.each([0.01, 0.1, 0.5])(
  'pixelate by %d repeats as many columns and rows as the small picture has',
  (strength) => {
    const scale = 0.95 - strength ** 0.6
    const ramp = flatPicture(0, 200, 120)
    ramp.data.forEach((_, i) => {
      const [x, y] = [Math.floor(i / 3) % 200, Math.floor(i / 3 / 200)]
      ramp.data[i] = i % 3 === 0 ? x : i % 3 === 1 ? y : 0
    })
    const result = pixelate(ramp, strength)
    const channel = (c: number) => new Set(result.filter((_, i) => i % 3 === c)).size
    expect([channel(0), channel(1)]).toEqual([Math.ceil(200 * scale), Math.ceil(120 * scale)])
  },
)

it.each([2, 6, 10])('%d blocks cover squares of 32 pixels in one colour each', (blocks) => {
  const image = flatPicture(0, 640, 480)
  const result = colorBlock(image, blocks, randomOf(`blocks ${blocks}`))
  const areas = new Map<number, number>()
  for (let i = 0; i < result.length; i += 3) {
    const color = (result[i]! << 16) | (result[i + 1]! << 8) | result[i + 2]!
    if (color > 0) areas.set(color, (areas.get(color) ?? 0) + 1)
  }
  expect(areas.size).toBe(blocks)
  // Later blocks may cover a part of earlier ones.
  for (const area of areas.values()) expect(area).toBeLessThanOrEqual(32 * 32)
  expect(Math.max(...areas.values())).toBe(32 * 32)
})

it('resampling loses detail and moves nothing', () => {
  expect(distance(resample(picture, 1), picture.data)).toBe(0)
  expect(distance(resample(picture, 2), picture.data)).toBeLessThan(
    distance(resample(picture, 4), picture.data),
  )
  const dot = flatPicture(0, 96, 96)
  for (let y = 40; y < 56; y++) dot.data.fill(255, 3 * (y * 96 + 30), 3 * (y * 96 + 46))
  const result = resample(dot, 4)
  let [sum, x, y] = [0, 0, 0]
  for (let i = 0; i < result.length; i += 3) {
    sum += result[i]!
    x += result[i]! * ((i / 3) % 96)
    y += result[i]! * Math.floor(i / 3 / 96)
  }
  // Centre of the square, to what cutting at 0 and 255 moves.
  expect(Math.abs(x / sum - 37.5)).toBeLessThan(0.2)
  expect(Math.abs(y / sum - 47.5)).toBeLessThan(0.2)
})
