import '@deqa/vitest'
import { expect, it } from 'vitest'
import { moments } from '../../../test/test-picture.ts'
import { boxBlur } from './box-blur.ts'
import { cubicKernel, cubicWeights } from './cubic-weights.ts'
import { fitRange } from './fit-range.ts'
import { fromLab, toLab } from './lab.ts'
import { normalNoise, normalQuantile } from './normal-noise.ts'
import { otsuThresholds } from './otsu-thresholds.ts'
import { randomOf } from './random.ts'
import { resizeCubic } from './resize-cubic.ts'

it('draws the same numbers for a key, and others for another', () => {
  const numbers = (key: string) => Array.from({ length: 8 }, randomOf(key).uint32)
  expect(numbers('a')).toEqual(numbers('a'))
  expect(numbers('a')).not.toEqual(numbers('b'))
  expect(numbers('1')).not.toEqual(numbers('10'))
  const random = randomOf('below')
  const counts = [0, 0, 0, 0]
  for (let i = 0; i < 40_000; i++) counts[random.below(4)]!++
  // Six deviations of a count of 10,000 ± 87.
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(520)
})

it('knows the quantiles of the normal distribution', () => {
  // From tables: Φ(1.959964) = 0.975, Φ(−3.090232) = 0.001; six decimals are given.
  expect(Math.abs(normalQuantile(0.975) - 1.959964)).toBeLessThan(1e-6)
  expect(Math.abs(normalQuantile(0.001) + 3.090232)).toBeLessThan(1e-6)
  expect(normalQuantile(0.5)).toBe(0)
})

it('draws normal noise', () => {
  const noise = normalNoise(400_001, randomOf('noise'))
  const { mean, variance } = moments(noise)
  // Five standard errors: 1/√400,000 and √(2/400,000).
  expect(Math.abs(mean)).toBeLessThan(8e-3)
  expect(Math.abs(variance - 1)).toBeLessThan(0.012)
  const within = noise.filter((value) => Math.abs(value) < 1).length / noise.length
  // Φ(1) − Φ(−1) = 0.6827, with a standard error of 0.0007.
  expect(Math.abs(within - 0.6827)).toBeLessThan(4e-3)
})

it.each([3.5, 6.5, 20])('a box blur of σ = %d spreads a point with that deviation', (sigma) => {
  const size = { width: 201, height: 201 }
  const point = new Float32Array(201 * 201)
  point[100 * 201 + 100] = 1
  const spread = boxBlur(point, size, sigma)
  let [sum, squares] = [0, 0]
  spread.forEach((value, i) => {
    sum += value
    squares += value * ((i % 201) - 100) ** 2
  })
  // Running sums of single precision.
  expect(Math.abs(sum - 1)).toBeLessThan(1e-4)
  expect(Math.abs(Math.sqrt(squares) / sigma - 1)).toBeLessThan(0.03)
})

it('goes to L*a*b* and back', () => {
  // Known values: sRGB red is L* 53.24, a* 80.09, b* 67.20.
  const { l, a, b } = toLab({ data: Uint8Array.of(255, 0, 0) })
  expect([l[0], a[0], b[0]].map((value) => Math.round(value! * 10) / 10)).toEqual([53.2, 80.1, 67.2])
  const all = Uint8Array.from({ length: 3 * 4096 }, (_, i) => {
    const color = Math.floor(i / 3)
    return 17 * ((color >> (4 * (i % 3))) & 15)
  })
  const back = fromLab(toLab({ data: all }))
  // The table that encodes has a fifth of a level in the darkest values.
  expect(back).toBeAllClose(all, { absolute: 1 })
})

it('stretches what is narrower than the original, and no more', () => {
  const original = Uint8Array.of(10, 200, 100)
  expect([...fitRange(Float32Array.of(50, 100, 75), original)]).toEqual([10, 200, 105])
  expect([...fitRange(Uint8Array.of(0, 255, 100), original)]).toEqual([0, 255, 100])
  expect([...fitRange(Float32Array.of(-20, 300, 140), Uint8Array.of(0, 255))]).toEqual([0, 255, 128])
  expect([...fitRange(Uint8Array.of(7, 7), Uint8Array.of(7, 7))]).toEqual([7, 7])
})

it('stretches back to the old place of the end that a shift has left, which widens the contrast of a flat original', () => {
  const foggy = Uint8Array.of(80, 165)
  expect([...fitRange(Float32Array.of(100, 185), foggy)]).toEqual([80, 185])
  expect([...fitRange(Float32Array.of(60, 145), foggy)]).toEqual([60, 165])
  // Nothing to stretch where both ends are left.
  expect([...fitRange(Float32Array.of(60, 185, 122), foggy)]).toEqual([60, 185, 122])
})

it('finds the thresholds of least variance', () => {
  const histogram = new Float64Array(256)
  for (const [value, count] of [
    [10, 5],
    [12, 7],
    [90, 4],
    [95, 6],
    [200, 3],
    [210, 9],
  ] as const)
    histogram[value] = count
  expect(otsuThresholds(histogram, 1)).toEqual([95])
  expect(otsuThresholds(histogram, 2)).toEqual([12, 95])
  // Six values have five thresholds at most.
  expect(otsuThresholds(histogram, 20)).toEqual([10, 12, 90, 95, 200])
})

it('agrees with trying all pairs of thresholds', () => {
  const random = randomOf('histogram')
  const histogram = Float64Array.from({ length: 256 }, (_, value) => (value < 24 ? 1 + random.below(50) : 0))
  const error = (low: number, high: number) => {
    let count = 0
    let sum = 0
    let squares = 0
    for (let value = low + 1; value <= high; value++) {
      count += histogram[value]!
      sum += histogram[value]! * value
      squares += histogram[value]! * value * value
    }
    return squares - (sum * sum) / count
  }
  const pairs = Array.from({ length: 22 }, (_, a) => a).flatMap((a) =>
    Array.from({ length: 22 - a }, (_, i) => [a, a + 1 + i] as const),
  )
  const total = ([a, b]: readonly [number, number]) => error(-1, a) + error(a, b) + error(b, 23)
  const best = pairs.reduce((x, y) => (total(y) < total(x) ? y : x))
  expect(otsuThresholds(histogram, 2)).toEqual([...best])
})

it('weighs neighbours by the Catmull–Rom curve', () => {
  const weights = new Float64Array(4)
  for (const u of [0, 0.25, 0.5, 0.9]) {
    cubicWeights(u, weights)
    // Sixteen digits and four additions.
    expect(Math.abs(weights.reduce((a, b) => a + b) - 1)).toBeLessThan(1e-15)
    weights.forEach((weight, k) => {
      expect(Math.abs(weight - cubicKernel(u + 1 - k))).toBeLessThan(1e-15)
    })
  }
})

it('resizes without moving: a slope stays a slope', () => {
  const slope = Float32Array.from({ length: 3 * 40 * 40 }, (_, i) => Math.floor(i / 3) % 40)
  const size = { width: 40, height: 40 }
  for (const side of [20, 55]) {
    const resized = resizeCubic(slope, size, { width: side, height: side })
    for (let x = 6; x < side - 6; x++) {
      // Single precision of values up to 40; the widened kernel reproduces slopes.
      expect(Math.abs(resized[3 * (5 * side + x)]! - (((x + 0.5) * 40) / side - 0.5))).toBeLessThan(1e-4)
    }
  }
})
