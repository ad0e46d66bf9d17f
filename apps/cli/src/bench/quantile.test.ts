import { expect, test } from 'vitest'
import { quantile } from './quantile.ts'

test('nearest ranks', () => {
  const values = [15, 20, 35, 40, 50]
  expect([0, 0.05, 0.3, 0.4, 0.5, 1].map((p) => quantile(values, p))).toEqual([15, 15, 20, 20, 35, 50])
  expect(quantile([50, 15, 40, 20, 35], 0.95)).toBe(50)
  expect(quantile([7], 0.5)).toBe(7)
  expect(() => quantile([], 0.5)).toThrow('expected at least one value')
})
