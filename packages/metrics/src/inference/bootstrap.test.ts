import { describe, expect, test } from 'vitest'
import { plcc } from '../correlation/plcc.ts'
import { srcc } from '../correlation/srcc.ts'
import { normalQuantile } from '../distribution/normal-distribution.ts'
import { bootstrapInterval } from './bootstrap-interval.ts'
import { createRandom, type Random } from './random.ts'
import { pick } from './resampling-units.ts'

describe('random numbers', () => {
  test('a seed determines them, neighbouring seeds do not share them', () => {
    const draw = (seed: number) => {
      const random = createRandom(seed)
      return Array.from({ length: 5 }, () => random.next())
    }
    expect(draw(7)).toEqual(draw(7))
    const first = new Set([-1, 0, 1, 2, 2 ** 32, 2 ** 40 + 1].map((seed) => draw(seed)[0]))
    expect(first.size).toBe(6)
  })

  test('are uniform: 20 cells of 200,000 draws, χ² below its 99.9 % point', () => {
    const random = createRandom(123)
    const counts = new Float64Array(20)
    for (let i = 0; i < 200_000; i++) counts[random.below(20)]!++
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    // χ² with 19 degrees of freedom: 43.8 at 99.9 %. The seed is fixed, so this cannot flicker.
    expect(chiSquare).toBeLessThan(43.8)
  })

  test('successive draws do not correlate', () => {
    const random = createRandom(5)
    const draws = Array.from({ length: 50_001 }, () => random.next())
    // Standard error 1/√50,000 = 0.0045.
    expect(Math.abs(plcc(draws.slice(1), draws.slice(0, -1)))).toBeLessThan(0.018)
  })
})

const values = [2, 4, 4, 5, 7, 9, 11, 12, 13, 20]
const meanAt = (list: readonly number[], indices: Int32Array) =>
  indices.reduce((sum, index) => sum + list[index]!, 0) / indices.length
const mean = (indices: Int32Array) => meanAt(values, indices)

describe('bootstrapInterval', () => {
  test('the standard error of a mean is σ/√n', () => {
    const { estimate, standardError, lower, upper, redrawn } = bootstrapInterval(10, mean, {
      resamples: 20_000,
    })
    expect(estimate).toBeCloseTo(8.7, 12)
    // Population deviation 5.197; Monte-Carlo error of a deviation from 20,000 draws is 0.5 %.
    expect(Math.abs(standardError / (5.1971 / Math.sqrt(10)) - 1)).toBeLessThan(0.02)
    expect(lower).toBeLessThan(estimate)
    expect(upper).toBeGreaterThan(estimate)
    expect(redrawn).toBe(0)
  })

  test('the same call gives the same interval, another seed another', () => {
    const first = bootstrapInterval(10, mean)
    expect(bootstrapInterval(10, mean)).toEqual(first)
    expect(bootstrapInterval(10, mean, { seed: 2 })).not.toEqual(first)
  })

  test('more confidence is a wider interval', () => {
    const narrow = bootstrapInterval(10, mean, { confidence: 0.8 })
    const wide = bootstrapInterval(10, mean, { confidence: 0.99 })
    expect(wide.lower).toBeLessThan(narrow.lower)
    expect(wide.upper).toBeGreaterThan(narrow.upper)
  })

  test('both methods follow a monotone change of the statistic', () => {
    for (const method of ['bca', 'percentile'] as const) {
      const plain = bootstrapInterval(10, mean, { method, resamples: 999 })
      const cubed = bootstrapInterval(10, (indices) => mean(indices) ** 3, { method, resamples: 999 })
      // Percentile: but for the interpolation between neighbouring draws. BCa: but for the acceleration as well, which
      // ten values estimate on the scale they are given.
      const tolerance = method === 'bca' ? 0.03 : 1e-3
      expect(Math.abs(Math.cbrt(cubed.upper) / plain.upper - 1)).toBeLessThan(tolerance)
      expect(Math.abs(Math.cbrt(cubed.lower) / plain.lower - 1)).toBeLessThan(tolerance)
    }
  })

  test('groups are drawn whole: with groups of copies the interval is that of the groups', () => {
    const copies = 8
    const repeated = values.flatMap((value) => Array<number>(copies).fill(value))
    const groups = repeated.map((_, i) => `reference ${Math.floor(i / copies)}`)
    const meanOfCopies = (indices: Int32Array) => meanAt(repeated, indices)
    const grouped = bootstrapInterval(repeated.length, meanOfCopies, { groups })
    const single = bootstrapInterval(values.length, mean)
    expect(grouped.lower).toBeCloseTo(single.lower, 10)
    expect(grouped.upper).toBeCloseTo(single.upper, 10)
    const naive = bootstrapInterval(repeated.length, meanOfCopies)
    expect(naive.upper - naive.lower).toBeLessThan(0.5 * (grouped.upper - grouped.lower))
  })

  test('a resample without a value is drawn again, and counted', () => {
    const x = [1, 1, 1, 2]
    const y = [1, 2, 3, 4]
    const result = bootstrapInterval(4, (indices) => plcc(pick(x, indices), pick(y, indices)), {
      resamples: 200,
    })
    // All four draws miss the last image with probability (3/4)⁴ = 0.32.
    expect(result.redrawn).toBeGreaterThan(40)
    expect(Number.isFinite(result.lower) && Number.isFinite(result.upper)).toBe(true)
  })

  test('gives up with words when hardly a resample has a value', () => {
    const statistic = (indices: Int32Array) => {
      if (new Set(indices).size < 9) throw new RangeError('too few')
      return 1
    }
    expect(() => bootstrapInterval(9, statistic, { resamples: 50 })).toThrow(
      /undefined on \d+ of \d+ resamples/,
    )
  })

  test('NaN and infinities are undefined like a RangeError, in resamples and in the jackknife', () => {
    const x = [1, 1, 1, 2]
    const y = [1, 2, 3, 4]
    const thrown = (indices: Int32Array) => plcc(pick(x, indices), pick(y, indices))
    const returned = (instead: number) => (indices: Int32Array) =>
      new Set(pick(x, indices)).size > 1 && new Set(pick(y, indices)).size > 1 ? thrown(indices) : instead
    const expected = bootstrapInterval(4, thrown, { resamples: 200 })
    for (const instead of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(bootstrapInterval(4, returned(instead), { resamples: 200 })).toEqual(expected)
    }
  })

  test('a statistic that the data themselves do not have is an error', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => bootstrapInterval(10, () => value)).toThrow(
        `bootstrapInterval: expected a finite statistic of the data, got ${value}`,
      )
    }
  })

  test('does not swallow other errors', () => {
    expect(() =>
      bootstrapInterval(3, () => {
        throw new TypeError('a mistake')
      }),
    ).toThrow('a mistake')
  })

  test('says what is wrong', () => {
    expect(() => bootstrapInterval(1, mean)).toThrow(/size to be a whole number of at least 2, got 1/)
    expect(() => bootstrapInterval(10, mean, { confidence: 95 })).toThrow(
      /confidence between 0 and 1, got 95/,
    )
    expect(() => bootstrapInterval(10, mean, { resamples: 0 })).toThrow(/resamples/)
    expect(() => bootstrapInterval(10, mean, { seed: 0.5 })).toThrow(/seed/)
    expect(() => bootstrapInterval(10, mean, { method: 'BCa' as 'bca' })).toThrow(
      "bootstrapInterval: expected method 'bca' or 'percentile', got 'BCa'",
    )
    expect(() => bootstrapInterval(10, mean, { groups: ['a'] })).toThrow(
      /one group label per image, got 1 for 10/,
    )
    expect(() => bootstrapInterval(10, mean, { groups: Array(10).fill('a') })).toThrow(
      /at least 2 groups, got 1/,
    )
  })
})

/** A standard normal draw; 32 random bits are never exactly 0 after the shift by half a step. */
const normal = (random: Random) => normalQuantile(random.next() + 2 ** -33)

describe('coverage of 95 % intervals on simulated data', () => {
  // n = 60 pairs of correlation 0.7; Spearman's population value is (6/π) asin(ρ/2). 400 sets: the share of covering
  // intervals has a standard error of 1.1 %. The bounds are 95 % ± 3.3 of them, all seeds are fixed.
  const [low, high] = [0.914, 0.986]
  const rho = 0.7
  const truths = { plcc: rho, srcc: (6 / Math.PI) * Math.asin(rho / 2) }
  const measures = { plcc, srcc }

  test.each([
    ['plcc', 'bca'],
    ['plcc', 'percentile'],
    ['srcc', 'bca'],
  ] as const)('%s, %s', (measure, method) => {
    const random = createRandom(2025)
    let covered = 0
    for (let set = 0; set < 400; set++) {
      const x = Array.from({ length: 60 }, () => normal(random))
      const y = x.map((value) => rho * value + Math.sqrt(1 - rho * rho) * normal(random))
      const { lower, upper } = bootstrapInterval(
        60,
        (indices) => measures[measure](pick(x, indices), pick(y, indices)),
        { resamples: 400, method, seed: set },
      )
      if (lower <= truths[measure] && truths[measure] <= upper) covered++
    }
    expect(covered / 400).toBeGreaterThan(low)
    expect(covered / 400).toBeLessThan(high)
  })

  test('groups of correlated images are covered only if they are resampled as groups', () => {
    const random = createRandom(77)
    const covered = { grouped: 0, single: 0 }
    for (let set = 0; set < 200; set++) {
      const groups = Array.from({ length: 160 }, (_, i) => i >> 2)
      const shared = Array.from({ length: 40 }, () => normal(random))
      const sample = groups.map((group) => shared[group]! + 0.3 * normal(random))
      const statistic = (indices: Int32Array) => meanAt(sample, indices)
      const options = { resamples: 300, seed: set }
      const grouped = bootstrapInterval(160, statistic, { ...options, groups })
      const single = bootstrapInterval(160, statistic, options)
      if (grouped.lower <= 0 && grouped.upper >= 0) covered.grouped++
      if (single.lower <= 0 && single.upper >= 0) covered.single++
    }
    // Standard error 1.5 %: within 3.3 of them of 95 %, where images taken singly fall far short.
    expect(covered.grouped / 200).toBeGreaterThan(0.9)
    expect(covered.single / 200).toBeLessThan(0.8)
  })
})
