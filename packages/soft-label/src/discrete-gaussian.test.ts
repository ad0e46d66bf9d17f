import fc from 'fast-check'
import { expect, test } from 'vitest'
import { discreteGaussian } from './discrete-gaussian.ts'

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
