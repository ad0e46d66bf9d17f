import '@deqa/vitest'
import { beforeAll, expect, test } from 'vitest'
import { cropped, examplePicture, greyPicture, mirrored } from '../../test/pictures.ts'
import { ImageUnsuitable } from '../errors.ts'
import type { RgbImage } from '../image/rgb-image.ts'
import { brisqueFeatures } from './brisque-features.ts'

let picture: RgbImage
beforeAll(async () => {
  picture = cropped(await examplePicture('cottage'), 150, 120, 64, 48)
})

/** The first scale straight from the paper: a window of 49 weights, and the original's grid of shapes. */
function fromThePaper({ width, height, data }: RgbImage): number[] {
  const at = (x: number, y: number) => {
    const i = 3 * (Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1))
    return 0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!
  }
  const reach = [-3, -2, -1, 0, 1, 2, 3]
  const weight = (k: number, l: number) => Math.exp(-(k * k + l * l) / (2 * (7 / 6) ** 2))
  const total = reach.flatMap((k) => reach.map((l) => weight(k, l))).reduce((sum, w) => sum + w)
  const mscn = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      let [mean, variance] = [0, 0]
      for (const k of reach) for (const l of reach) mean += (weight(k, l) / total) * at(x + k, y + l)
      for (const k of reach)
        for (const l of reach) variance += (weight(k, l) / total) * (at(x + k, y + l) - mean) ** 2
      return (at(x, y) - mean) / (Math.sqrt(variance) + 1)
    }),
  )
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const shapes = Array.from({ length: 9801 }, (_, i) => 0.2 + i / 1000)
  const nearest = (ratio: number) =>
    shapes.reduce((best, shape) =>
      Math.abs(rho(shape) - ratio) < Math.abs(rho(best) - ratio) ? shape : best,
    )
  const values = mscn.flat()
  const variance = mean(values.map((value) => value ** 2))
  const features = [nearest(mean(values.map(Math.abs)) ** 2 / variance), variance]
  for (const [dx, dy] of [
    [1, 0],
    [0, 1],
    [1, 1],
    [-1, 1],
  ] as const) {
    const products = mscn.flatMap((row, y) =>
      row.flatMap((value, x) => {
        const other = mscn[y + dy]?.[x + dx]
        return other === undefined ? [] : [value * other]
      }),
    )
    const left = mean(products.filter((p) => p < 0).map((p) => p * p))
    const right = mean(products.filter((p) => p > 0).map((p) => p * p))
    const g = Math.sqrt(left / right)
    const r = mean(products.map(Math.abs)) ** 2 / mean(products.map((p) => p * p))
    const shape = nearest((r * (g ** 3 + 1) * (g + 1)) / (g * g + 1) ** 2)
    const scale = Math.sqrt(gamma(1 / shape) / gamma(3 / shape))
    const eta = ((Math.sqrt(right) - Math.sqrt(left)) * scale * gamma(2 / shape)) / gamma(1 / shape)
    features.push(shape, eta, left, right)
  }
  return features
}

const rho = (shape: number) => gamma(2 / shape) ** 2 / (gamma(1 / shape) * gamma(3 / shape))

/** Γ by Stirling's series far out and its recurrence. */
function gamma(x: number): number {
  if (x < 12) return gamma(x + 1) / x
  const series = 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5)
  return Math.sqrt((2 * Math.PI) / x) * Math.exp(x * Math.log(x) - x + series)
}

test('is what the paper says', () => {
  const features = brisqueFeatures(picture)
  expect(features).toHaveLength(36)
  // Half a step of the grid of shapes, and what η makes of it.
  expect(features.subarray(0, 18)).toBeAllClose(fromThePaper(picture), { absolute: 6e-4 })
}, 60_000)

test('a mirrored picture differs in the diagonals only', () => {
  const features = brisqueFeatures(picture)
  const turned = brisqueFeatures(mirrored(picture))
  for (const scale of [0, 18]) {
    const part = (from: Float64Array, start: number, end: number) => from.subarray(scale + start, scale + end)
    // Sums in another order.
    expect(part(turned, 0, 10)).toBeAllClose(part(features, 0, 10), { absolute: 1e-9 })
    expect(part(turned, 10, 14)).toBeAllClose(part(features, 14, 18), { absolute: 1e-9 })
  }
})

test('does not see brightness', () => {
  const level = (x: number, y: number) => 60 + 40 * Math.sin(x * 1.3) * Math.cos(y * 0.7 + x * 0.2)
  const dark = brisqueFeatures(greyPicture(48, 48, (x, y) => Math.round(level(x, y))))
  const bright = brisqueFeatures(greyPicture(48, 48, (x, y) => Math.round(level(x, y)) + 100))
  // Squares of 200 lose five digits of sixteen; a fit amplifies what is left.
  expect(bright).toBeAllClose(dark, { absolute: 1e-6 })
})

test('too small or plain pictures are refused', () => {
  expect(() => brisqueFeatures(greyPicture(13, 50, (x) => x))).toThrow(
    'BRISQUE: expected sides of 14 pixels or more, got 13×50',
  )
  expect(() => brisqueFeatures(greyPicture(50, 50, () => 3))).toThrow(ImageUnsuitable)
})
