import fc from 'fast-check'
import { expect, test } from 'vitest'
import { adjustToMean } from './adjust-to-mean.ts'
import { discretizeGaussian } from './discretize-gaussian.ts'
import { levelValues } from './levels.ts'

test('by hand: half of it missing', () => {
  // Shares 0, 0, 0, ¼, ¼: Σ = ½, Σ c p = 2.25, so α = 1.5 / (2.25 - 1.5) = 2 and β = (1 - 1) / 5 = 0.
  expect(adjustToMean([0, 0, 0, 0.25, 0.25], 4.5)).toEqual({
    alpha: 2,
    beta: 0,
    adjusted: [0, 0, 0, 0.5, 0.5],
  })
})

test('α and β of the reference’s worked examples, with its guard', () => {
  const adjustmentOf = (score: number, std: number, density: 'mass' | 'density') =>
    adjustToMean(discretizeGaussian({ score, std }, density), score, { guard: 1e-9 })
  for (const [score, std, density, alpha, beta] of [
    [3.6, 0.75, 'mass', 1.0290648, -0.0046466],
    [3.6, 0.75, 'density', 1.0161671, -0.0025776],
    [4.6, 0.8, 'density', 1.2759081, -0.0262309],
    [2.999, 0.6, 'density', 1.0222804, -0.0047904],
    [5, 0.9, 'density', 1.7795463, -0.0568364],
  ] as const) {
    const adjustment = adjustmentOf(score, std, density)
    expect(adjustment.alpha).toBeCloseTo(alpha, 7) // as many decimals as are printed
    expect(adjustment.beta).toBeCloseTo(beta, 7)
  }
  expect(adjustmentOf(3, 0.6, 'mass')).toMatchObject({ alpha: 0, beta: 0.2 })
})

test('the adjusted shares sum to 1 and average to the score', () => {
  const masses = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 12 })
  fc.assert(
    fc.property(masses, fc.double({ min: 1, max: 5, noNaN: true }), (shares, score) => {
      const values = levelValues(shares.length)
      const divisor = shares.reduce((sum, share, k) => sum + (values[k]! - 3) * share, 0)
      fc.pre(Math.abs(divisor) > 1e-3) // else α exceeds 2000 and takes its digits with it
      const { adjusted, alpha } = adjustToMean(shares, score)
      const bound = 1e-14 * Math.max(1, Math.abs(alpha) * shares.length)
      expect(Math.abs(adjusted.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(bound)
      expect(Math.abs(adjusted.reduce((sum, p, k) => sum + values[k]! * p, 0) - score)).toBeLessThan(
        5 * bound,
      )
    }),
    { numRuns: 2000 },
  )
})

test('a given α is taken, and β still makes the sum 1', () => {
  const { alpha, beta, adjusted } = adjustToMean([0, 0.25, 0.25, 0.25, 0], 3, { alpha: 1 })
  expect({ alpha, beta }).toEqual({ alpha: 1, beta: 0.05 })
  expect(adjusted.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 15)
})

test('mistakes are named', () => {
  expect(() => adjustToMean([0, 0.25, 0.5, 0.25, 0], 3)).toThrow(
    'nor be symmetric without a given alpha), got NaN',
  )
  expect(() => adjustToMean([0, 0, 0, 0, 0], 4)).toThrow(RangeError)
  expect(() => adjustToMean([0, -1, 0, 0, 0], 4)).toThrow('mass at index 1')
  expect(() => adjustToMean([1], 4)).toThrow('adjustToMean: expected at least 2 masses, got 1')
  expect(() => adjustToMean([0, 1], Number.NaN)).toThrow(RangeError)
})
