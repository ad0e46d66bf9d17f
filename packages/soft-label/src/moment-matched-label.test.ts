import '@deqa/vitest'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyLevelCount, anyScore, anyStd } from '../test/arbitraries.ts'
import { readFixture } from '../test/fixtures.ts'
import { levelMoments } from './level-moments.ts'
import { levelValues } from './levels.ts'
import { momentMatchedLabel } from './moment-matched-label.ts'

interface Recorded {
  readonly score: number
  readonly std: number
  readonly levels: number
  readonly label: readonly number[]
}

const sum = (label: readonly number[]) => label.reduce((total, p) => total + p, 0)
const entropy = (label: readonly number[]) => -sum(label.map((p) => (p > 0 ? p * Math.log(p) : 0)))

test('by hand: three levels leave no freedom, so mean and variance give the shares', () => {
  // Levels 1, 3, 5 at mean 3: the ends carry σ² / 4 together, here 1/4.
  expect(momentMatchedLabel({ score: 3, std: 1 }, { levels: 3 }).probabilities).toBeAllClose(
    [0.125, 0.75, 0.125],
    {
      absolute: 1e-15,
    },
  )
})

test('by hand: the uniform distribution is its own answer', () => {
  expect(momentMatchedLabel({ score: 3, std: Math.SQRT2 }).probabilities).toBeAllClose(
    [0.2, 0.2, 0.2, 0.2, 0.2],
    {
      absolute: 1e-15,
    },
  )
})

test('by hand: 1 : 2 : 4 : 8 : 16 is a discrete Gaussian with b = 0', () => {
  const geometric = [1, 2, 4, 8, 16].map((w) => w / 31)
  expect(momentMatchedLabel(levelMoments(geometric)).probabilities).toBeAllClose(geometric, {
    absolute: 1e-14,
  })
})

test('agrees with labels recorded by a second program', () => {
  for (const { score, std, levels, label } of readFixture<Recorded[]>('python/moment-matched-labels.json')) {
    // Two double roundings of each moment, through the inverse of their derivative.
    expect(momentMatchedLabel({ score, std }, { levels }).probabilities).toBeAllClose(label, {
      absolute: 1e-13,
    })
  }
})

test('any rating: never negative, sums to 1, mean within 1e-9, the deviation or the nearest feasible one', () => {
  const worst = { mean: 0, std: 0, sum: 0 }
  fc.assert(
    fc.property(anyScore, anyStd, anyLevelCount, (score, std, levels) => {
      const label = momentMatchedLabel({ score, std }, { levels })
      const moments = levelMoments(label.probabilities)
      const [least, largest] = label.feasibleStd
      const nearest = Math.min(Math.max(std, least), largest)
      worst.mean = Math.max(worst.mean, Math.abs(moments.score - score))
      worst.std = Math.max(worst.std, Math.abs(moments.std - nearest))
      worst.sum = Math.max(worst.sum, Math.abs(sum(label.probabilities) - 1))
      if (!label.probabilities.every((p) => p >= 0)) throw new Error(`negative entry: ${label.probabilities}`)
      if (label.reason === 'std-below-feasible' && !(std < least)) throw new Error('wrong reason')
      if (label.reason === 'std-above-feasible' && !(std > largest)) throw new Error('wrong reason')
    }),
    { numRuns: 120_000 },
  )
  expect(worst.mean).toBeLessThan(1e-14)
  expect(worst.sum).toBeLessThan(2e-15)
  // A mean beside a level is known to 1e-15 of a level distance, so a deviation beside 0 to its root.
  expect(worst.std).toBeLessThan(1e-7)
})

test('the deviation is met to 1e-11 where it lies clear of its bounds', () => {
  fc.assert(
    fc.property(
      anyScore,
      fc.double({ min: 0, max: 1, noNaN: true }),
      anyLevelCount,
      (score, share, levels) => {
        const [least, largest] = momentMatchedLabel({ score, std: 0 }, { levels }).feasibleStd
        const std = least + share * (largest - least)
        fc.pre(std > 1e-3)
        const label = momentMatchedLabel({ score, std }, { levels })
        expect(label.reason).toBe('matched')
        expect(Math.abs(levelMoments(label.probabilities).std - std)).toBeLessThan(1e-11)
      },
    ),
    { numRuns: 10_000 },
  )
})

test('mirrors: 6 - μ gives the reversed label', () => {
  fc.assert(
    fc.property(
      anyScore,
      fc.double({ min: 0.3, max: 3, noNaN: true }),
      anyLevelCount,
      (score, std, levels) => {
        const label = momentMatchedLabel({ score, std }, { levels }).probabilities
        const mirrored = momentMatchedLabel({ score: 6 - score, std }, { levels }).probabilities
        // 6 - μ rounds; where the deviation is next to a bound, a share moves by the root of that.
        expect(mirrored.toReversed()).toBeAllClose(label, { absolute: 1e-7 })
      },
    ),
    { numRuns: 5000 },
  )
})

test('no other label with these moments has more entropy', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 }),
      (weights) => {
        const other = weights.map((w) => w / sum(weights))
        const matched = momentMatchedLabel(levelMoments(other)).probabilities
        expect(entropy(matched)).toBeGreaterThanOrEqual(entropy(other) - 1e-13)
      },
    ),
    { numRuns: 5000 },
  )
})

test('is a discrete Gaussian: second differences of the logarithm are equal', () => {
  const { probabilities, branch } = momentMatchedLabel({ score: 3.3, std: 0.9 }, { levels: 9 })
  expect(branch).toBe('discrete-gaussian')
  const logs = probabilities.map(Math.log)
  const curvature = logs.slice(2).map((value, k) => value - 2 * logs[k + 1]! + logs[k]!)
  expect(curvature).toBeAllClose(new Array(7).fill(curvature[0]), { absolute: 1e-12 })
  // Fine levels approach the Gaussian itself, whose curvature is -(d/σ)².
  expect(curvature[0]).toBeCloseTo(-((0.5 / 0.9) ** 2), 1)
})

test('the ends, the middle and infeasible deviations, by name', () => {
  const at = (score: number, std: number, levels = 5) => momentMatchedLabel({ score, std }, { levels })
  expect(at(1, 0)).toMatchObject({ probabilities: [1, 0, 0, 0, 0], branch: 'two-level', reason: 'matched' })
  expect(at(5, 0)).toMatchObject({ probabilities: [0, 0, 0, 0, 1], branch: 'two-level', reason: 'matched' })
  expect(at(5, 0.7)).toMatchObject({ probabilities: [0, 0, 0, 0, 1], reason: 'std-above-feasible' })
  expect(at(3, 0)).toMatchObject({ probabilities: [0, 0, 1, 0, 0], branch: 'two-level', reason: 'matched' })
  expect(at(3.5, 0.25)).toMatchObject({
    probabilities: [0, 0, 0.5, 0.5, 0], // Figure A2 of the paper: nothing on levels is narrower
    branch: 'two-level',
    reason: 'std-below-feasible',
    feasibleStd: [0.5, Math.sqrt(3.75)],
  })
  expect(at(3.5, 0.5)).toMatchObject({ branch: 'two-level', reason: 'matched' })
  expect(at(3, 2)).toMatchObject({
    probabilities: [0.5, 0, 0, 0, 0.5],
    branch: 'two-ends',
    reason: 'matched',
  })
  expect(at(2, 10)).toMatchObject({
    probabilities: [0.75, 0, 0, 0, 0.25],
    branch: 'two-ends',
    reason: 'std-above-feasible',
  })
  expect(at(2, 1, 2).probabilities).toEqual([0.75, 0.25]) // two levels: the mean decides
})

test.each([
  [4.4, 1.3, 50],
  [4.4, 1.3, 200],
  // A Gaussian over few of the levels, so that the others change by hundreds where these change by one.
  [1.20393, 0.02236, 60],
  [1.01061, 0.03059, 100],
  [2.3576, 1.656, 5000],
])('many levels still solve: μ %s, σ %s, K %s', (mean, deviation, levels) => {
  const { probabilities, reason } = momentMatchedLabel({ score: mean, std: deviation }, { levels })
  const { score, std } = levelMoments(probabilities)
  expect(reason).toBe('matched')
  expect(score).toBeCloseTo(mean, 12) // sums of up to 5000 terms below 5
  expect(std).toBeCloseTo(deviation, 12)
  expect(probabilities.length).toBe(levelValues(levels).length)
})

test('mistakes are named', () => {
  expect(() => momentMatchedLabel({ score: 5.1, std: 1 })).toThrow(
    'momentMatchedLabel: expected a score in [1, 5], got 5.1',
  )
  expect(() => momentMatchedLabel({ score: Number.NaN, std: 1 })).toThrow(RangeError)
  expect(() => momentMatchedLabel({ score: 3, std: -1 })).toThrow(RangeError)
  expect(() => momentMatchedLabel({ score: 3, std: Number.POSITIVE_INFINITY })).toThrow(RangeError)
  expect(() => momentMatchedLabel({ score: 3, std: 1 }, { levels: 1 })).toThrow(RangeError)
})
