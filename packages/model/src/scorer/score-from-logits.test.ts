import '@deqa/vitest'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scoreFromLogits } from './score-from-logits.ts'

test('a hand-worked example: upstream logits 20.5 22.25 21 17.5 14, excellent first', () => {
  const { score, std, level, levels } = scoreFromLogits([14, 17.5, 21, 22.25, 20.5])
  // The worked example gives seven digits, the last of them not rounded.
  expect([score, std]).toBeAllClose([3.9109592, 0.5749037], { absolute: 1e-7 })
  expect(level).toBe('good')
  expect(levels.excellent).toBeCloseTo(0.118279, 6)
  expect(levels.bad).toBeCloseTo(0.000178, 6)
})

test('one certain level gives that level and no deviation', () => {
  expect(scoreFromLogits([0, 0, 0, 0, 1000])).toMatchObject({ score: 5, std: 0, level: 'excellent' })
  expect(scoreFromLogits([1e30, 0, 0, 0, 0])).toMatchObject({ score: 1, std: 0, level: 'bad' })
})

test('for any finite logits: in range, sums to 1, unmoved by a common shift', () => {
  const logits = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 5, maxLength: 5 })
  fc.assert(
    fc.property(logits, (values) => {
      const { score, std, levels } = scoreFromLogits(values)
      expect(score).toBeGreaterThanOrEqual(1)
      expect(score).toBeLessThanOrEqual(5)
      expect(std).toBeGreaterThanOrEqual(0)
      expect(std).toBeLessThanOrEqual(2)
      // Five terms in float64: a few units in the last place.
      expect(Object.values(levels).reduce((a, b) => a + b)).toBeCloseTo(1, 14)
      // Logits of size 1e3 carry 1e-13 of rounding into the exponent.
      expect(scoreFromLogits(values.map((value) => value + 7)).score).toBeCloseTo(score, 9)
    }),
  )
})

test('logits that are not five finite numbers, or fives of them, are refused', () => {
  expect(() => scoreFromLogits([])).toThrow('expected five finite numbers')
  expect(() => scoreFromLogits([1, 2, 3, 4, 5, 6])).toThrow('expected five finite numbers')
  expect(() => scoreFromLogits([1, 2, 3, 4])).toThrow('expected five finite numbers')
  expect(() => scoreFromLogits([1, 2, Number.NaN, 4, 5])).toThrow(RangeError)
  expect(() => scoreFromLogits([1, 2, 3, 4, Number.POSITIVE_INFINITY])).toThrow(RangeError)
})

describe('of several views', () => {
  const first = [0, 0, 0, 0, 9]
  const second = [9, 0, 0, 0, 0]

  test('that agree, it is the score of one', () => {
    expect(scoreFromLogits(Float32Array.from([...first, ...first]))).toEqual(scoreFromLogits(first))
  })

  test('it is that of the mean distribution: views that disagree make the deviation larger', () => {
    const both = scoreFromLogits(Float32Array.from([...first, ...second]))
    const each = [first, second].map((logits) => scoreFromLogits(logits))
    expect(both.score).toBeCloseTo((each[0]!.score + each[1]!.score) / 2, 12)
    // Half of the weight near 1 and half near 5: a deviation of nearly 2.
    expect(both.std).toBeGreaterThan(1.9)
    expect(both.levels.excellent).toBeCloseTo((each[0]!.levels.excellent + each[1]!.levels.excellent) / 2, 12)
  })
})
