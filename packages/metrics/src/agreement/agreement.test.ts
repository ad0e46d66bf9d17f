import { describe, expect, test } from 'vitest'
import { krcc } from '../correlation/krcc.ts'
import { plcc } from '../correlation/plcc.ts'
import { srcc } from '../correlation/srcc.ts'
import { createRandom } from '../inference/random.ts'
import { fitLogistic } from '../mapping/fit-logistic.ts'
import { agreement } from './agreement.ts'
import { formatAgreement } from './format-agreement.ts'
import { formatConfusion, levelConfusion } from './level-confusion.ts'

const random = createRandom(9)
const ratings = Array.from({ length: 60 }, () => 1 + 4 * random.next())
const scores = ratings.map((rating) => rating + random.next() - 0.5)

describe('agreement', () => {
  test('gathers the measures of the package', () => {
    const result = agreement(scores, ratings)
    const fit = fitLogistic(scores, ratings)
    expect(result).toMatchObject({
      n: 60,
      srcc: srcc(scores, ratings),
      plcc: plcc(scores, ratings),
      krcc: krcc(scores, ratings),
      plccFitted: fit.plcc,
      rmseFitted: fit.rmse,
    })
    expect(result.intervals).toBeUndefined()
    expect(result.mae).toBeLessThanOrEqual(result.rmse)
    expect(result.rmseFitted).toBeLessThanOrEqual(result.rmse + 1e-9)
  })

  test('each interval holds its estimate', () => {
    const result = agreement(scores, ratings, { bootstrap: { resamples: 200, confidence: 0.9 } })
    expect(result.confidence).toBe(0.9)
    for (const [measure, { lower, upper }] of Object.entries(result.intervals!)) {
      const estimate = result[measure as keyof typeof result] as number
      expect(lower).toBeLessThan(estimate)
      expect(upper).toBeGreaterThan(estimate)
    }
  })

  test('an inverted model is not dressed up, unless as the original does', () => {
    const upsideDown = scores.map((score) => -score)
    expect(agreement(upsideDown, ratings).plccFitted).toBeLessThan(-0.9)
    expect(agreement(upsideDown, ratings, { monotone: 'decreasing' }).plccFitted).toBeGreaterThan(0.9)
    const original = agreement(upsideDown, ratings, { variant: 'upstream' })
    expect(original.plccFitted).toBeGreaterThan(0.9)
    expect(original.srcc).toBeLessThan(-0.9)
  })

  test('says what is wrong', () => {
    expect(() => agreement([1, 2, 3], [1, 2, 3])).toThrow('agreement: expected at least 5 scores, got 3')
    expect(() => agreement([3, 3, 3, 3, 3], [1, 2, 3, 4, 5])).toThrow(/constant scores/)
  })
})

describe('formatAgreement', () => {
  test('one measure per line, intervals beside it', () => {
    const text = formatAgreement(agreement(scores, ratings, { bootstrap: { resamples: 50 } }), {
      title: 'koniq',
    })
    const lines = text.split('\n')
    expect(lines[0]).toBe('koniq, n = 60, 95 % intervals')
    expect(lines).toHaveLength(8)
    expect(lines[1]).toMatch(/^SRCC {9}0\.\d{4} {2}\[0\.\d{4}, 0\.\d{4}\]$/)
    expect(formatAgreement(agreement(scores, ratings), { digits: 2 })).toMatch(/^n = 60\nSRCC {9}0\.\d\d\n/)
  })

  test('warns of an inverted relation', () => {
    const upsideDown = scores.map((score) => -score)
    expect(formatAgreement(agreement(upsideDown, ratings))).toMatch(/\nPLCC fitted +-0\.9[\s\S]+\nInverted: /)
  })
})

describe('levelConfusion', () => {
  test('counts, shares and kappa by hand', () => {
    const result = levelConfusion([0, 0, 1, 2], [0, 1, 1, 0], 3)
    expect(result.counts).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [1, 0, 0],
    ])
    expect(result.accuracy).toBe(0.5)
    expect(result.withinOne).toBe(0.75)
    // Observed Σ w = 1 + 4; expected Σ w r c / n = (4·0 + 2·2·1 + 1·2·1 + 1·4·2 + 1·1·2) / 4 = 16/4.
    expect(result.quadraticKappa).toBeCloseTo(1 - 5 / 4, 15)
  })

  test('perfect, mirrored and one-level tables', () => {
    expect(levelConfusion([0, 1, 2, 3, 4], [0, 1, 2, 3, 4]).quadraticKappa).toBe(1)
    expect(levelConfusion([0, 1, 2, 3, 4], [4, 3, 2, 1, 0]).quadraticKappa).toBe(-1)
    expect(levelConfusion([2, 2], [2, 2]).quadraticKappa).toBeUndefined()
  })

  test('is printed with the words', () => {
    const words = ['bad', 'poor', 'fair', 'good', 'excellent']
    expect(formatConfusion(levelConfusion([0, 1, 2, 3, 4, 4], [0, 1, 2, 3, 4, 3]), words)).toBe(
      [
        'actual \\ predicted  bad  poor  fair  good  excellent',
        'bad                   1     0     0     0          0',
        'poor                  0     1     0     0          0',
        'fair                  0     0     1     0          0',
        'good                  0     0     0     1          0',
        'excellent             0     0     0     1          1',
        'same level 83.3 %, within one 100.0 %, quadratic kappa 0.9589',
      ].join('\n'),
    )
  })

  test('says what is wrong', () => {
    expect(() => levelConfusion([0, 5], [0, 1])).toThrow(/whole number from 0 to 4, got 5 at actual\[1\]/)
    expect(() => levelConfusion([0, 1], [0, 1.5])).toThrow(/got 1\.5 at predicted\[1\]/)
    expect(() => levelConfusion([], [])).toThrow(/at least 1, got 0 and 0/)
    expect(() => levelConfusion([0], [0], 1)).toThrow(/levels/)
    expect(() => formatConfusion(levelConfusion([0], [0]), ['bad'])).toThrow(/5 words, got 1/)
  })
})
