import '@deqa/vitest'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyLevelCount, anyRating, anyScore, anyStd } from '../test/arbitraries.ts'
import { readFixture } from '../test/fixtures.ts'
import type { LevelDensity } from './discretize-gaussian.ts'
import { gaussianLabel } from './gaussian-label.ts'
import { levelMoments } from './level-moments.ts'

interface Recorded {
  readonly score: number
  readonly std: number
  readonly density: LevelDensity
  readonly levels?: number
  readonly reason: string
  readonly label: readonly number[]
}

const sum = (label: readonly number[]) => label.reduce((total, p) => total + p, 0)
const upstream = (score: number, std: number, density: LevelDensity) =>
  gaussianLabel({ score, std }, { variant: 'upstream', density })

describe('upstream', () => {
  // Worked examples of the reference, excellent first, nine decimals.
  test.each([
    [3.6, 0.75, 'mass', [0.107954179, 0.446048206, 0.382005451, 0.066027765, 0], 'regular'],
    [3.6, 0.75, 'density', [0.092084533, 0.466287158, 0.389922413, 0.052955567, 0], 'regular'],
    [4.6, 0.8, 'density', [0.535272877, 0.454048737, 0.059878524, 0, 0], 'regular'],
    [3, 0.6, 'mass', [0.2, 0.2, 0.2, 0.2, 0.2], 'regular'],
    [3, 0.6, 'density', [0.2, 0.2, 0.2, 0.2, 0.2], 'regular'],
    [2.999, 0.6, 'density', [0, 0.164228431, 0.674926788, 0.165170038, 0], 'regular'],
    [5, 0.9, 'density', [0.99999999, 1e-8, 0, 0, 0], 'mean-error'],
    [2.3, 0.15, 'mass', [0, 0, 0.300000004, 0.699999996, 0], 'small-std'],
  ] as const)('μ %s, σ %s, %s', (score, std, density, expected, reason) => {
    const label = upstream(score, std, density)
    expect(label.probabilities.toReversed()).toBeAllClose(expected, { absolute: 5.1e-10 })
    expect(label.reason).toBe(reason)
  })

  test('reproduces a label that a user posted from the original script, digit for digit', () => {
    const label = upstream(4.238048299655003, 0.22331745249438698, 'density')
    expect(label.masses!.toReversed().map((m) => m.toPrecision(9))).toEqual(
      [0.00529741783, 1.01215642, 3.78458932e-7, 2.76934849e-22, 3.9657395e-46].map((m) => m.toPrecision(9)),
    )
    expect(label.probabilities.toReversed().map((p) => p.toFixed(9))).toEqual([
      '0.238048305',
      '0.761951695',
      '0.000000000',
      '0.000000000',
      '0.000000000',
    ])
    expect(label).toMatchObject({ branch: 'two-level', reason: 'mean-error', alpha: 1, beta: 0 })
    expect(label.dropped!.alpha).toBeCloseTo(1.21, 2)
    expect(label.dropped!.beta).toBeCloseTo(-0.046, 3)
  })

  test('a label that keeps too much: sum and mean as the original leaves them', () => {
    const label = upstream(4.6, 0.8, 'density')
    expect(sum(label.probabilities)).toBeCloseTo(1.0492001, 7)
    expect(levelMoments(label.probabilities).score).toBeCloseTo(4.6721949, 7)
    expect(label.clipped).toBeCloseTo(0.0492001, 7)
  })

  test('agrees with labels recorded by a second program', () => {
    for (const row of readFixture<Recorded[]>('python/upstream-labels.json')) {
      const label = upstream(row.score, row.std, row.density)
      // At 1e-7 from the middle α is the quotient of two numbers near 1e-7, each known to 1e-15.
      const absolute = Math.abs(row.score - 3) < 1e-6 ? 1e-8 : 1e-12
      expect(label.probabilities, JSON.stringify(row)).toBeAllClose(row.label, { absolute })
      expect(label.reason).toBe(row.reason)
    }
  })

  test('is not symmetric: the same distance from an end takes another branch', () => {
    expect(upstream(5, 0.5, 'density').reason).toBe('regular')
    expect(upstream(1, 0.5, 'density').reason).toBe('mean-error')
  })

  test('is finite and not negative whatever the rating', () => {
    fc.assert(
      fc.property(anyRating, fc.constantFrom('mass' as const, 'density' as const), (rating, density) => {
        const { probabilities } = gaussianLabel(rating, { variant: 'upstream', density })
        expect(probabilities.every((p) => p >= 0 && p <= 1 + 1e-9)).toBe(true)
        expect(Math.abs(levelMoments(probabilities).score - rating.score)).toBeLessThanOrEqual(0.1 + 1e-9)
      }),
      { numRuns: 5000 },
    )
  })
})

describe('paper', () => {
  test('agrees with labels recorded by a second program, for K = 3, 5, 7 and 12', () => {
    for (const row of readFixture<Recorded[]>('python/paper-labels.json')) {
      const { score, std, density, levels = 5 } = row
      const label = gaussianLabel({ score, std }, { density, levels })
      // 1e-10: the limit of α is taken up to 5e-6 from the middle, where it is off by that squared.
      expect(label.probabilities, JSON.stringify(row)).toBeAllClose(row.label, { absolute: 1e-10 })
      expect(label.reason).toBe(row.reason)
    }
  })

  test('is a Gaussian at the middle too, and continuous there', () => {
    const at = (score: number) => gaussianLabel({ score, std: 0.6 }).probabilities
    const middle = at(3)
    expect(middle[2]).toBeGreaterThan(3 * middle[1]!)
    for (const step of [1e-9, 1e-7, 1e-6, 2.4e-6, 2.7e-6, 1e-5]) {
      expect(at(3 + step)).toBeAllClose(middle, { absolute: step }) // a label moves by at most φ(0)/σ < 1 per unit
      expect(at(3 - step)).toBeAllClose(middle, { absolute: step })
    }
  })

  test('small deviations take the two levels, strictly below 0.2 level distances', () => {
    expect(gaussianLabel({ score: 3.3, std: 0.1999999 }).branch).toBe('two-level')
    expect(gaussianLabel({ score: 3.3, std: 0.2 }).branch).toBe('gaussian')
    expect(gaussianLabel({ score: 3.3, std: 0.2 }, { levels: 3 }).branch).toBe('two-level')
    expect(gaussianLabel({ score: 3.3, std: 0.1 }, { levels: 9 }).branch).toBe('gaussian')
    expect(gaussianLabel({ score: 3.3, std: 0 })).toMatchObject({
      branch: 'two-level',
      reason: 'small-std',
      masses: null,
    })
  })

  test('a Gaussian inside one level, which nothing can move, takes the two levels', () => {
    for (const variant of ['paper', 'upstream'] as const) {
      for (const density of ['mass', 'density'] as const) {
        for (const std of [0.02, 1e-9, 1e-310]) {
          const label = gaussianLabel({ score: 3.1, std }, { variant, density, smallStd: 0 })
          // The original's levels lie 1e-8 further out.
          expect(label.probabilities).toBeAllClose([0, 0, 0.9, 0.1, 0], { absolute: 1.1e-8 })
          expect(label.branch).toBe('two-level')
        }
      }
    }
    expect(gaussianLabel({ score: 3.1, std: 0.02 }, { smallStd: 0 }).reason).toBe('small-std')
    // At the middle it is the derivative, whose inverse is the limit of α, that vanishes.
    expect(gaussianLabel({ score: 3, std: 0.02 }, { smallStd: 0, density: 'density' })).toMatchObject({
      reason: 'small-std',
      probabilities: [0, 0, 1, 0, 0],
    })
  })

  test('any rating and any threshold: a label that is finite, not negative and sums to 1', () => {
    const tiny = fc.double({ min: -320, max: 1, noNaN: true }).map((exponent) => 10 ** exponent)
    const options = fc.record({
      variant: fc.constantFrom('paper' as const, 'upstream' as const),
      density: fc.constantFrom('mass' as const, 'density' as const),
      levels: anyLevelCount,
      smallStd: fc.constantFrom(0, 1e-3, 0.2),
      renormalize: fc.constant(true),
    })
    fc.assert(
      fc.property(anyScore, tiny, options, (score, std, option) => {
        const { probabilities, masses } = gaussianLabel({ score, std }, option)
        expect(probabilities.every((p) => p >= 0)).toBe(true)
        expect(masses?.every((mass) => mass >= 0) ?? true).toBe(true)
        expect(Math.abs(sum(probabilities) - 1)).toBeLessThan(1e-14) // a dozen roundings of 1
      }),
      { numRuns: 5000 },
    )
  })

  test('options move the thresholds and the renormalisation', () => {
    const rating = { score: 4.6, std: 0.8 }
    expect(gaussianLabel(rating, { smallStd: 0.9 }).reason).toBe('small-std')
    const { reason, dropped } = gaussianLabel(rating, { maxMeanError: 0.001 })
    expect(reason).toBe('mean-error')
    expect(dropped!.meanError).toBeGreaterThan(0.001)
    const raw = gaussianLabel(rating, { renormalize: false })
    expect(sum(raw.probabilities)).toBeCloseTo(1 + raw.clipped, 15)
    const distribution = gaussianLabel(rating).probabilities
    expect(sum(distribution)).toBeCloseTo(1, 15)
    expect(distribution).toBeAllClose(
      raw.probabilities.map((p) => p / (1 + raw.clipped)),
      { absolute: 1e-15 },
    )
    expect(gaussianLabel({ score: 2.3, std: 1e-9 }, { smallStd: 0, density: 'density' }).reason).toBe(
      'small-std',
    )
  })

  test('sums to 1; averages to the score unless entries were clipped; mirrors', () => {
    const density = fc.constantFrom('mass' as const, 'density' as const)
    fc.assert(
      fc.property(anyRating, density, anyLevelCount, (rating, rule, levels) => {
        const label = gaussianLabel(rating, { density: rule, levels })
        expect(label.probabilities.every((p) => p >= 0)).toBe(true)
        expect(Math.abs(sum(label.probabilities) - 1)).toBeLessThan(1e-14)
        // α p cancels against β: relative to 1 it carries up to σ² ≤ 100 times the rounding of a share.
        if (label.clipped === 0) {
          expect(Math.abs(levelMoments(label.probabilities).score - rating.score)).toBeLessThan(2e-12)
        }
        const mirrored = gaussianLabel({ ...rating, score: 6 - rating.score }, { density: rule, levels })
        // 6 - μ rounds by 4e-16, which α turns into up to 1e-10 near the middle.
        expect(mirrored.probabilities.toReversed()).toBeAllClose(label.probabilities, { absolute: 2e-9 })
      }),
      { numRuns: 5000 },
    )
  })

  test('a higher score never reads lower by more than clipping takes: 0.0031', () => {
    const read = (score: number, std: number, density: LevelDensity) =>
      levelMoments(gaussianLabel({ score, std }, { density }).probabilities).score
    const density = fc.constantFrom('mass' as const, 'density' as const)
    fc.assert(
      fc.property(anyScore, anyScore, anyStd, density, (a, b, std, rule) => {
        expect(read(Math.max(a, b), std, rule)).toBeGreaterThan(read(Math.min(a, b), std, rule) - 0.0031)
      }),
      { numRuns: 3000 },
    )
    // The largest loss on a grid of 1e-4 in μ and 5e-5 in σ is 0.00305, and lies here.
    const lost = read(1.9101, 0.3113, 'density') - read(1.9746, 0.3113, 'density')
    expect(lost).toBeGreaterThan(0.003)
    expect(lost).toBeLessThan(0.0031)
  })

  test('huge deviations: finite, and no further change beyond 1e4', () => {
    for (const score of [1, 2.2, 3, 3.000001, 4.7, 5]) {
      const flat = gaussianLabel({ score, std: 1e4 }).probabilities
      expect(gaussianLabel({ score, std: 1e300 }).probabilities).toEqual(flat)
      expect(gaussianLabel({ score, std: 5e3 }).probabilities).toBeAllClose(flat, { absolute: 1e-6 })
      expect(sum(flat)).toBeCloseTo(1, 14)
    }
  })
})

test('mistakes are named', () => {
  expect(() => gaussianLabel({ score: 0.9, std: 1 })).toThrow(
    'gaussianLabel: expected a score in [1, 5], got 0.9',
  )
  expect(() => gaussianLabel({ score: Number.NaN, std: 1 })).toThrow(RangeError)
  expect(() => gaussianLabel({ score: 3, std: -0.1 })).toThrow('std of at least 0, got -0.1')
  expect(() => gaussianLabel({ score: 3, std: Number.POSITIVE_INFINITY })).toThrow(RangeError)
  expect(() => gaussianLabel({ score: 3, std: Number.NaN })).toThrow(RangeError)
  expect(() => gaussianLabel({ score: 3, std: 1 }, { levels: 1.5 })).toThrow(RangeError)
  expect(() => gaussianLabel({ score: 3, std: 1 }, { smallStd: Number.NaN })).toThrow(RangeError)
  expect(() => gaussianLabel({ score: 3, std: 1 }, { maxMeanError: -1 })).toThrow(RangeError)
  expect(() => gaussianLabel({ score: 3, std: 1 }, { variant: 'Paper' as 'paper' })).toThrow(
    "gaussianLabel: expected variant 'paper' or 'upstream', got 'Paper'",
  )
  // Also where the label does not come to read it.
  expect(() => gaussianLabel({ score: 3, std: 0 }, { density: 'pdf' as LevelDensity })).toThrow(
    "gaussianLabel: expected density 'mass' or 'density', got 'pdf'",
  )
})
