import '@deqa/vitest'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plcc } from '../correlation/plcc.ts'
import { createRandom } from '../inference/random.ts'
import { fitLogistic, type LogisticFitOptions } from './fit-logistic.ts'
import { logistic4, logistic5 } from './logistic-forms.ts'

const grid = (n: number, low: number, high: number) =>
  Array.from({ length: n }, (_, i) => low + ((high - low) * i) / (n - 1))

describe('curves that are exactly logistic', () => {
  test('4 parameters are found again, whatever the scale of the scores', () => {
    for (const scale of [1e-6, 1, 1e6]) {
      const truth = [4.7, 1.3, 50 * scale, 12 * scale]
      const x = grid(40, 0, 100 * scale)
      const fit = fitLogistic(
        x,
        x.map((value) => logistic4(truth, value)),
      )
      // The residuals vanish, so the descent ends quadratically: nearly all digits.
      fit.parameters.forEach((value, k) => {
        expect(value / truth[k]!).toBeCloseTo(1, 7)
      })
      expect(fit).toMatchObject({ direction: 'increasing', inverted: false, converged: true })
      expect(fit.plcc).toBeCloseTo(1, 13)
      expect(fit.rmse).toBeLessThan(1e-7)
    }
  })

  test('5 parameters are found again', () => {
    const truth = [3, 0.15, 40, 0.01, 2.5]
    const x = grid(60, 0, 100)
    const fit = fitLogistic(
      x,
      x.map((value) => logistic5(truth, value)),
      { form: '5-parameter' },
    )
    fit.parameters.forEach((value, k) => {
      expect(value / truth[k]!).toBeCloseTo(1, 6)
    })
    expect(fit.direction).toBe('increasing')
  })

  test('halfway between its ends at β₃', () => {
    expect(logistic4([5, 1, 3, 0.5], 3)).toBe(3)
    expect(logistic4([5, 1, 3, 0.5], 3 + 0.5 * Math.log(3))).toBeCloseTo(4, 14)
    expect(logistic5([4, 2, 3, 0, 3], 3)).toBe(3)
    expect(logistic5([4, 2, 3, 0.1, 3], 3 + Math.log(3) / 2)).toBeCloseTo(4 + 0.1 * (3 + Math.log(3) / 2), 14)
  })
})

describe('against the best of many SciPy descents', () => {
  const sets = JSON.parse(
    readFileSync(new URL('../../fixtures/scipy/logistic-fits.json', import.meta.url), 'utf8'),
  ) as {
    x: number[]
    y: number[]
    four: { sumOfSquares: number; plcc: number }
    five: { sumOfSquares: number; plcc: number }
  }[]

  test.each(sets)('n = $x.length', ({ x, y, four, five }) => {
    for (const [form, expected] of [
      ['4-parameter', four],
      ['5-parameter', five],
    ] as const) {
      const fit = fitLogistic(x, y, { form })
      // Both rest in the same minimum, to a relative 1e-8 of the sum of squares.
      expect(x.length * fit.rmse ** 2).toBeCloseTo(expected.sumOfSquares, 6)
      expect(fit.plcc).toBeCloseTo(expected.plcc, 8)
    }
  })
})

/** Noisy scores of n images with ratings on [1, 5]; `tilt` < 0 makes the relation fall. */
function simulate(seed: number, n: number, noise: number, tilt = 1) {
  const random = createRandom(seed)
  const ratings = Array.from({ length: n }, () => 1 + 4 * random.next())
  const scores = ratings.map((rating) => tilt * (rating ** 2 + noise * (random.next() - 0.5)))
  return { scores, ratings }
}

describe('properties', () => {
  const cases = fc.record({
    seed: fc.integer(),
    n: fc.integer({ min: 6, max: 80 }),
    noise: fc.double({ min: 0, max: 60, noNaN: true }),
    tilt: fc.constantFrom(-1, 1),
  })

  test('the fit never lowers the PLCC, keeps its sign, and the parameters make the fitted values', () => {
    fc.assert(
      fc.property(cases, ({ seed, n, noise, tilt }) => {
        const { scores, ratings } = simulate(seed, n, noise, tilt)
        const raw = plcc(scores, ratings)
        const fit = fitLogistic(scores, ratings)
        // A straight line is the limit of a wide curve; at the widest allowed one 1e-6 may be missing.
        expect(Math.abs(fit.plcc)).toBeGreaterThanOrEqual(Math.abs(raw) - 1e-6)
        expect(Math.sign(fit.plcc)).toBe(Math.sign(raw))
        expect(fit.inverted).toBe(raw < 0)
        expect(fit.direction).toBe(raw < 0 ? 'decreasing' : 'increasing')
        expect(fit.fitted).toBeAllClose(
          scores.map((score) => logistic4(fit.parameters, score)),
          { absolute: 0 },
        )
      }),
      {
        numRuns: 60,
        // The best curve drops at one score: a descent went out until its height, 1e70, swallowed the fitted values.
        examples: [[{ seed: 731749141, n: 7, noise: 56.61925180908529, tilt: -1 }]],
      },
    )
  })

  test('without a claim on the direction it is never worse than the descent of the original, and often better', () => {
    // No descent is proved to find the best curve, so this is a fixed set of cases: few images, much noise.
    let better = 0
    for (let seed = 0; seed < 100; seed++) {
      for (const noise of [20, 40, 80]) {
        const { scores, ratings } = simulate(seed, [8, 20, 74][seed % 3]!, noise, -1)
        const own = fitLogistic(scores, ratings, { monotone: 'either' }).plcc
        try {
          const original = fitLogistic(scores, ratings, { variant: 'upstream' }).plcc
          // The original may run to parameters beyond our bounds, which gain less than this.
          expect(own).toBeGreaterThan(original - 1e-4)
          if (own > original + 1e-4) better++
        } catch (error) {
          // Three of these descents end on a constant.
          expect(String(error)).toContain('undefined for constant fitted values')
        }
      }
    }
    // 109 where this was written; exp may round differently elsewhere.
    expect(better).toBeGreaterThan(100)
  })

  test('does not depend on the unit of scores or ratings', () => {
    const { scores, ratings } = simulate(3, 50, 6)
    const fit = fitLogistic(scores, ratings)
    const other = fitLogistic(
      scores.map((score) => 1000 * score - 7),
      ratings.map((rating) => 25 * rating - 25),
    )
    expect(other.plcc).toBeCloseTo(fit.plcc, 9)
    expect(other.rmse).toBeCloseTo(25 * fit.rmse, 7)
  })
})

describe('an inverted relation', () => {
  const { scores, ratings } = simulate(11, 60, 5, -1)

  test('is reported with negative correlations by default', () => {
    const fit = fitLogistic(scores, ratings)
    expect(fit).toMatchObject({ direction: 'decreasing', inverted: true })
    expect(fit.plcc).toBeLessThan(-0.9)
    expect(fit.srcc).toBeLessThan(-0.9)
  })

  test('is none where scores are declared to fall, or nothing is declared', () => {
    for (const monotone of ['decreasing', 'either'] as const) {
      const fit = fitLogistic(scores, ratings, { monotone })
      expect(fit).toMatchObject({ direction: 'decreasing', inverted: false })
      expect(fit.plcc).toBeGreaterThan(0.9)
    }
    const wrong = fitLogistic(
      scores.map((score) => -score),
      ratings,
      { monotone: 'decreasing' },
    )
    expect(wrong).toMatchObject({ direction: 'increasing', inverted: true })
    expect(wrong.plcc).toBeLessThan(-0.9)
  })

  test('is hidden by the original, as it always was', () => {
    const fit = fitLogistic(scores, ratings, { variant: 'upstream' })
    expect(fit).toMatchObject({ direction: 'decreasing', inverted: false })
    expect(fit.plcc).toBeGreaterThan(0.9)
    expect(fit.srcc).toBeGreaterThan(0.9)
  })

  test('is seen in the 5-parameter form as well', () => {
    const fit = fitLogistic(scores, ratings, { form: '5-parameter' })
    expect(fit.inverted).toBe(true)
    expect(fit.plcc).toBeLessThan(-0.9)
  })
})

describe('edges', () => {
  test('a straight line, a step and an exponential are reached as limits', () => {
    const x = grid(30, 1, 5)
    expect(fitLogistic(x, x).plcc).toBeGreaterThan(1 - 1e-6)
    expect(
      fitLogistic(
        x,
        x.map((value) => (value < 3 ? 2 : 4)),
      ).plcc,
    ).toBeGreaterThan(1 - 1e-6)
    // The centre is kept within twelve scales of the data, where the curve is an exponential to 1e-5.
    expect(fitLogistic(x, x.map(Math.exp)).plcc).toBeGreaterThan(1 - 1e-4)
  })

  test('a hump makes the 5-parameter curve turn, and the result says so', () => {
    const x = grid(41, -2, 2)
    const fit = fitLogistic(
      x,
      x.map((value) => 4 / (1 + Math.exp(-4 * value)) - 1.2 * value),
      { form: '5-parameter' },
    )
    expect(fit.direction).toBe('non-monotone')
    expect(fit.plcc).toBeGreaterThan(0.99)
  })

  test('scores of two values only, and a relation with PLCC 0', () => {
    const fit = fitLogistic([1, 1, 1, 2, 2, 2], [1, 2, 3, 3, 4, 5])
    expect(fit.plcc).toBeCloseTo(plcc([1, 1, 1, 2, 2, 2], [1, 2, 3, 3, 4, 5]), 9)
    expect(fitLogistic([1, 2, 3, 4, 5], [3, 1, 0, 1, 3]).plcc).toBeGreaterThan(0)
  })

  test('says what is wrong', () => {
    expect(() => fitLogistic([1, 2, 3, 4], [1, 2, 3, 4])).toThrow(/at least 5 scores, got 4/)
    expect(() => fitLogistic([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], { form: '5-parameter' })).toThrow(/at least 6/)
    expect(() => fitLogistic([2, 2, 2, 2, 2], [1, 2, 3, 4, 5])).toThrow(/constant scores/)
    expect(() => fitLogistic([1, 2, 3, 4, 5], [2, 2, 2, 2, 2])).toThrow(/constant ratings/)
    expect(() => fitLogistic([1, 2, 3, 4, 5], [1, 2, 3, Number.NaN, 5])).toThrow(/NaN at ratings\[3\]/)
    expect(() =>
      fitLogistic([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6], { form: '5-parameter', variant: 'upstream' }),
    ).toThrow(/expected form '4-parameter'/)
    for (const [option, message] of [
      [{ form: '5-parameters' }, "form '4-parameter' or '5-parameter', got '5-parameters'"],
      [{ monotone: 'rising' }, "monotone 'increasing' or 'decreasing' or 'either', got 'rising'"],
      [{ variant: 'original' }, "variant 'paper' or 'upstream', got 'original'"],
    ] as unknown as [LogisticFitOptions, string][]) {
      expect(() => fitLogistic([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6], option)).toThrow(
        `fitLogistic: expected ${message}`,
      )
    }
  })
})
