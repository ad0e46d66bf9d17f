import fc from 'fast-check'
import { expect, test } from 'vitest'
import { discreteGaussian } from './discrete-gaussian.ts'

test('hundreds of levels: it meets both moments, most of them far from where it lies', () => {
  const many = fc.record({
    count: fc.integer({ min: 13, max: 3000 }),
    where: fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
    exponent: fc.double({ min: -9, max: 0, noNaN: true }),
  })
  fc.assert(
    fc.property(many, ({ count, where, exponent }) => {
      const last = count - 1
      const mean = where * last
      const fraction = mean - Math.floor(mean)
      const least = fraction * (1 - fraction)
      const largest = mean * (last - mean)
      const variance = least + 10 ** exponent * (largest - least)
      fc.pre(variance - least > 1e-15 * count && largest - variance > 1e-15 * count)
      const p = discreteGaussian(mean, variance, count)
      const moment = (power: number) => p.reduce((sum, share, k) => sum + share * (k - mean) ** power, 0)
      // The documented bounds, which allow a hundred roundings of the largest term.
      expect(Math.abs(moment(1))).toBeLessThan(1e-13 * last)
      expect(Math.abs(moment(2) - variance)).toBeLessThan(1e-13 * last ** 2)
    }),
    {
      numRuns: 500,
      // The largest variance, which is a product of numbers of hundreds, less than it rounds by.
      examples: [[{ count: 1486, where: 0.0037316128106449045, exponent: -2.4108186663832183e-17 }]],
    },
  )
})

test('moments that no distribution has are not passed off as met', () => {
  // A mean of 2½ has a variance of at least ¼.
  expect(() => discreteGaussian(2.5, 0.1, 5)).toThrow(
    /momentMatchedLabel: expected to meet the moments 0\.5 and -0\.15 on 5 levels, missed them by .*: take fewer levels/,
  )
})

test('a hair inside either bound, it still meets both moments', () => {
  const near = fc.record({
    count: fc.integer({ min: 3, max: 12 }),
    where: fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }),
    exponent: fc.double({ min: -12, max: -0.31, noNaN: true }),
    side: fc.constantFrom('least' as const, 'largest' as const),
  })
  fc.assert(
    fc.property(near, ({ count, where, exponent, side }) => {
      const mean = where * (count - 1)
      const fraction = mean - Math.floor(mean)
      const least = fraction * (1 - fraction)
      const largest = mean * (count - 1 - mean)
      const step = 10 ** exponent * (largest - least)
      const variance = side === 'least' ? least + step : largest - step
      fc.pre(variance - least > 1e-15 * count && largest - variance > 1e-15 * count)
      const p = discreteGaussian(mean, variance, count)
      const moment = (power: number) => p.reduce((sum, share, k) => sum + share * (k - mean) ** power, 0)
      expect(p.every((share) => share >= 0)).toBe(true)
      expect(Math.abs(moment(0) - 1)).toBeLessThan(2e-15)
      // Rounding of sums whose terms reach the largest distance, 11, and its square.
      expect(Math.abs(moment(1))).toBeLessThan(2e-14)
      expect(Math.abs(moment(2) - variance)).toBeLessThan(1e-13)
    }),
    { numRuns: 20_000 },
  )
})
