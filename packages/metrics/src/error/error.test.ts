import fc from 'fast-check'
import { expect, test } from 'vitest'
import { meanAbsoluteError } from './mean-absolute-error.ts'
import { rmse } from './rmse.ts'

test('errors 3 and 4 have RMSE √12.5 and MAE 3.5', () => {
  expect(rmse([1, 2], [4, 6])).toBeCloseTo(Math.sqrt(12.5), 15)
  expect(meanAbsoluteError([1, 2], [4, 6])).toBe(3.5)
})

test('MAE ≤ RMSE ≤ largest error; both vanish only for equal vectors; both are symmetric', () => {
  const score = fc.double({ min: -100, max: 100, noNaN: true }).map((value) => Math.round(1e6 * value) / 1e6)
  fc.assert(
    fc.property(fc.array(fc.tuple(score, score), { minLength: 1, maxLength: 40 }), (pairs) => {
      const x = pairs.map(([a]) => a)
      const y = pairs.map(([, b]) => b)
      const largest = Math.max(...pairs.map(([a, b]) => Math.abs(a - b)))
      const slack = 1 + 1e-12
      expect(meanAbsoluteError(x, y)).toBeLessThanOrEqual(rmse(x, y) * slack)
      expect(rmse(x, y)).toBeLessThanOrEqual(largest * slack)
      expect(rmse(y, x)).toBe(rmse(x, y))
      expect(meanAbsoluteError(y, x)).toBe(meanAbsoluteError(x, y))
      expect(rmse(x, x)).toBe(0)
    }),
  )
})

test('a difference beyond all numbers is an infinite error, not NaN', () => {
  expect(meanAbsoluteError([1e308, 1e308], [-1e308, -1e308])).toBe(Number.POSITIVE_INFINITY)
  expect(meanAbsoluteError([1e308, 1], [-0.5e308, 1])).toBe(0.75e308)
  expect(rmse([1e308, 1e308], [-1e308, -1e308])).toBe(Number.POSITIVE_INFINITY)
})

test.each([
  ['rmse', rmse],
  ['meanAbsoluteError', meanAbsoluteError],
])('%s says what is wrong, and where', (name, error) => {
  expect(() => error([], [])).toThrow(`${name}: expected at least 1 x, got 0`)
  expect(() => error([1], [1, 2])).toThrow(`${name}: expected as many x as y, got 1 and 2`)
  expect(() => error([1, 2], [1, Number.NaN])).toThrow(`${name}: expected finite numbers, got NaN at y[1]`)
})
