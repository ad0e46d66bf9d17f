import '@deqa/vitest'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyLevelCount, anyRating } from '../test/arbitraries.ts'
import { discretizeGaussian, type LevelDensity } from './discretize-gaussian.ts'

test('the raw shares of the reference’s worked examples', () => {
  // Printed with six decimals there, excellent first.
  expect(discretizeGaussian({ score: 3.6, std: 0.75 }, 'mass').toReversed()).toBeAllClose(
    [0.10942, 0.437965, 0.375732, 0.068678, 0.002537],
    { absolute: 5e-7 },
  )
  expect(discretizeGaussian({ score: 3.6, std: 0.75 }, 'density').toReversed()).toBeAllClose(
    [0.093156, 0.461405, 0.386255, 0.05465, 0.001307],
    { absolute: 5e-7 },
  )
})

test('by hand: one deviation around a level is 68.27 %, and its density is φ(0) / σ', () => {
  expect(discretizeGaussian({ score: 3, std: 0.5 }, 'mass')[2]).toBeCloseTo(0.6826894921370859, 15)
  expect(discretizeGaussian({ score: 3, std: 0.5 }, 'density')[2]).toBeCloseTo(0.7978845608028654, 15)
})

test('mass never exceeds 1 in sum, and nothing is negative', () => {
  fc.assert(
    fc.property(anyRating, anyLevelCount, (rating, count) => {
      const masses = discretizeGaussian(rating, 'mass', count)
      expect(masses.every((m) => m >= 0)).toBe(true)
      expect(masses.reduce((sum, m) => sum + m, 0)).toBeLessThanOrEqual(1 + 1e-15 * count)
      expect(discretizeGaussian(rating, 'density', count).every((m) => m >= 0)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('finer levels approach the density: both rules agree to second order in the width', () => {
  const largestGap = (count: number) => {
    const rating = { score: 3.3, std: 0.9 }
    const density = discretizeGaussian(rating, 'density', count)
    const gaps = discretizeGaussian(rating, 'mass', count).map((m, k) => Math.abs(m - density[k]!))
    return Math.max(...gaps)
  }
  // Shares shrink with the width and their relative gap with its square: a third of the width, a 27th of the gap.
  expect(largestGap(13) / largestGap(37)).toBeGreaterThan(26)
  expect(largestGap(13) / largestGap(37)).toBeLessThan(28)
})

test('a deviation whose inverse is beyond all numbers leaves no NaN', () => {
  expect(discretizeGaussian({ score: 2.5, std: 1e-310 }, 'density')).toEqual([0, 0, 0, 0, 0])
  expect(discretizeGaussian({ score: 2.5, std: 1e-310 }, 'mass')).toEqual([0, 0.5, 0.5, 0, 0])
})

test('mistakes are named', () => {
  expect(() => discretizeGaussian({ score: 3, std: 0 })).toThrow('expected a std above 0, got 0')
  expect(() => discretizeGaussian({ score: Number.NaN, std: 1 })).toThrow(RangeError)
  expect(() => discretizeGaussian({ score: 3, std: Number.POSITIVE_INFINITY })).toThrow(RangeError)
  expect(() => discretizeGaussian({ score: 3, std: 1 }, 'mass', 1)).toThrow(RangeError)
  expect(() => discretizeGaussian({ score: 3, std: 1 }, 'cdf' as LevelDensity)).toThrow(
    "discretizeGaussian: expected density 'mass' or 'density', got 'cdf'",
  )
})
