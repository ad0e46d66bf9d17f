import '@deqa/vitest'
import { expect, test } from 'vitest'
import { normalizeLocally } from './normalize-locally.ts'

function plane(width: number, height: number, level: (x: number, y: number) => number) {
  const data = Float64Array.from({ length: width * height }, (_, i) =>
    level(i % width, Math.floor(i / width)),
  )
  return { width, height, data }
}

test('a constant picture has no coefficients and no deviation', () => {
  const { coefficients, deviation } = normalizeLocally(plane(9, 7, () => 128))
  // Rounding of the weights' sum; a variance of 1e-12 leaves a deviation of 1e-6.
  expect(coefficients.data).toBeAllClose(new Float64Array(63), { absolute: 1e-12 })
  expect(deviation.data).toBeAllClose(new Float64Array(63), { absolute: 1e-5 })
})

test('a single bright pixel, worked by hand', () => {
  const { coefficients, deviation } = normalizeLocally(
    plane(15, 15, (x, y) => (x === 7 && y === 7 ? 200 : 0)),
  )
  const gauss = [-3, -2, -1, 0, 1, 2, 3].map((r) => Math.exp((-r * r) / (2 * (7 / 6) ** 2)))
  const sum = gauss.reduce((total, value) => total + value)
  const weight = (gauss[3]! / sum) ** 2
  const sigma = 200 * Math.sqrt(weight - weight ** 2)
  expect(deviation.data[7 * 15 + 7]).toBeCloseTo(sigma, 9)
  expect(coefficients.data[7 * 15 + 7]).toBeCloseTo((200 - 200 * weight) / (sigma + 1), 9)
  // One column to the right, two rows below.
  const beside = (gauss[4]! / sum) * (gauss[5]! / sum)
  expect(coefficients.data[9 * 15 + 8]).toBeCloseTo(
    (-200 * beside) / (200 * Math.sqrt(beside - beside ** 2) + 1),
    9,
  )
  // Out of its window.
  expect(coefficients.data[7 * 15 + 11]).toBe(0)
})

test('a slope is its own mean', () => {
  const { coefficients } = normalizeLocally(plane(20, 20, (x, y) => 3 * x + y))
  expect(coefficients.data[10 * 20 + 10]).toBeCloseTo(0, 12)
})

test('does not change with brightness', () => {
  const texture = (x: number, y: number) => 40 * Math.sin(x * 1.3) * Math.cos(y * 0.7 + x)
  const dark = normalizeLocally(plane(24, 16, (x, y) => 60 + texture(x, y)))
  const bright = normalizeLocally(plane(24, 16, (x, y) => 160 + texture(x, y)))
  // Squares of 200 lose five digits of sixteen.
  expect(bright.coefficients.data).toBeAllClose(dark.coefficients.data, { absolute: 1e-9 })
})
