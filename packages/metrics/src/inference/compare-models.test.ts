import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { srcc } from '../correlation/srcc.ts'
import { normalQuantile } from '../distribution/normal-distribution.ts'
import { compareModels } from './compare-models.ts'
import { mengTest } from './meng-test.ts'
import { createRandom } from './random.ts'

/** Ratings, and two models with the given noise; `unit` changes model B's scale. */
function simulate(seed: number, n: number, noiseA: number, noiseB: number, unit = 1) {
  const random = createRandom(seed)
  const normal = () => normalQuantile(random.next() + 2 ** -33)
  const ratings = Array.from({ length: n }, normal)
  const a = ratings.map((rating) => rating + noiseA * normal())
  const b = ratings.map((rating) => unit * (rating + noiseB * normal()))
  return { ratings, a, b }
}

describe('mengTest', () => {
  test('the example of Meng, Rosenthal and Rubin 1992: z = 1.68, one-sided p = .047, (−0.129, 1.672)', () => {
    const { z, pValue, fisherDifference } = mengTest(0.63, -0.03, -0.19, 15)
    expect(z).toBeCloseTo(1.68, 2)
    expect(pValue / 2).toBeCloseTo(0.047, 3)
    expect(fisherDifference.lower).toBeCloseTo(-0.129, 3)
    // 1.671 in the paper, which rounds on the way.
    expect(fisherDifference.upper).toBeCloseTo(1.672, 3)
  })

  test('by hand where f is capped: rA = rB gives z = 0 and p = 1; exchanging the models turns z', () => {
    expect(mengTest(0.5, 0.5, 0.2, 50)).toMatchObject({ z: 0, pValue: 1 })
    fc.assert(
      fc.property(
        fc.double({ min: -0.9, max: 0.9, noNaN: true }),
        fc.double({ min: -0.9, max: 0.9, noNaN: true }),
        fc.double({ min: -1, max: 0.99, noNaN: true }),
        (rA, rB, rAB) => {
          const forth = mengTest(rA, rB, rAB, 40)
          const back = mengTest(rB, rA, rAB, 40)
          expect(back.z).toBeCloseTo(-forth.z, 12)
          expect(forth.pValue).toBeGreaterThanOrEqual(0)
          expect(forth.pValue).toBeLessThanOrEqual(1)
        },
      ),
    )
  })

  test('says what is wrong', () => {
    expect(() => mengTest(1, 0.5, 0.5, 30)).toThrow(/rA between -1 and 1, got 1/)
    expect(() => mengTest(0.5, 0.5, 1, 30)).toThrow(/rAB/)
    expect(() => mengTest(0.5, 0.4, 0.3, 3)).toThrow(/at least 4/)
    expect(() => mengTest(0.5, 0.4, Number.NaN, 30)).toThrow(/finite rAB/)
  })
})

describe('compareModels', () => {
  test('tells a better model from a worse one, whatever their scales, by every test', () => {
    const { ratings, a, b } = simulate(1, 200, 0.4, 0.8, 25)
    for (const measure of ['srcc', 'plcc', 'krcc'] as const) {
      for (const testName of ['permutation', 'bootstrap', 'meng'] as const) {
        if (measure === 'krcc' && testName === 'meng') continue
        const result = compareModels(a, b, ratings, { measure, test: testName, resamples: 400 })
        expect(result).toMatchObject({ measure, test: testName, n: 200 })
        expect(result.difference).toBeCloseTo(result.a - result.b, 15)
        expect(result.interval.lower).toBeGreaterThan(0)
        expect(result.pValue).toBeLessThan(0.01)
      }
    }
  })

  test('a model against itself: difference 0, p = 1', () => {
    const { ratings, a } = simulate(2, 50, 0.5, 0.5)
    const result = compareModels(a, a, ratings, { resamples: 100 })
    expect(result).toMatchObject({ difference: 0, pValue: 1, interval: { lower: 0, upper: 0 } })
    expect(result.a).toBe(srcc(a, ratings))
  })

  test('exchanging the models turns the difference and keeps the p-value of the permutation test', () => {
    const { ratings, a, b } = simulate(3, 60, 0.5, 0.6)
    const forth = compareModels(a, b, ratings, { resamples: 200 })
    const back = compareModels(b, a, ratings, { resamples: 200 })
    expect(back.difference).toBeCloseTo(-forth.difference, 15)
    expect(back.pValue).toBe(forth.pValue)
  })

  test.each(['permutation', 'bootstrap', 'meng'] as const)(
    'two equally good models: %s calls about 5 % of them different at the 5 % level',
    (testName) => {
      // 300 simulated pairs; binomial standard error 1.26 %, bounds 5 % ± 3.3 of them (bootstrap a little freer).
      let called = 0
      for (let seed = 0; seed < 300; seed++) {
        const { ratings, a, b } = simulate(seed, 60, 0.7, 0.7)
        const { pValue } = compareModels(a, b, ratings, {
          measure: 'plcc',
          test: testName,
          resamples: testName === 'meng' ? 1 : 200,
          method: 'percentile',
          seed,
        })
        if (pValue <= 0.05) called++
      }
      expect(called / 300).toBeLessThan(0.092)
      expect(called / 300).toBeGreaterThan(0.008)
    },
  )

  test('groups are exchanged whole', () => {
    const { ratings, a, b } = simulate(4, 80, 0.5, 0.7)
    const groups = ratings.map((_, i) => i % 2)
    // Two groups have four exchanges, all of which are tried: p cannot be small.
    const { pValue } = compareModels(a, b, ratings, { groups, resamples: 200 })
    expect(pValue).toBeGreaterThan(0.3)
  })

  test('says what is wrong', () => {
    const [x, y] = [
      [1, 2, 3, 4],
      [1, 2, 4, 3],
    ]
    expect(() => compareModels(x, [1, 2, 3], y)).toThrow(/at least 4 scoresB, got 3/)
    expect(() => compareModels(x, [1, 2, 3, 4, 5], y)).toThrow(/as many scoresB as ratings, got 5 and 4/)
    expect(() => compareModels(x, [1, 1, 1, 1], y)).toThrow(/constant scoresB/)
    expect(() => compareModels(x, y, y, { measure: 'krcc', test: 'meng' })).toThrow(/test 'meng'/)
    expect(() => compareModels(x, y, y, { groups: [1, 1, 2, 2], test: 'meng' })).toThrow(/got groups/)
    expect(() => compareModels(x, y, y, { measure: 'rmse' as 'plcc' })).toThrow(
      "compareModels: expected measure 'srcc' or 'plcc' or 'krcc', got 'rmse'",
    )
    expect(() => compareModels(x, y, y, { test: 'exact' as 'meng' })).toThrow(
      "compareModels: expected test 'permutation' or 'bootstrap' or 'meng', got 'exact'",
    )
  })
})
