import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyRating } from '../test/arbitraries.ts'
import { preferenceProbability } from './preference-probability.ts'

test('the value of the reference: 72 ± 12 against 60 ± 15', () => {
  // Its ten printed digits; it adds 1e-8 to the variance, which is worth 5e-12 here.
  const p = preferenceProbability({ score: 72, std: 12 }, { score: 60, std: 15 })
  expect(p).toBeCloseTo(0.7339143879, 10)
})

test('by hand: one deviation of the difference apart is Φ(1)', () => {
  expect(preferenceProbability({ score: 4, std: 0.6 }, { score: 3, std: 0.8 })).toBeCloseTo(
    0.8413447460685429,
    15,
  )
})

test('without deviations it is sure, or a draw', () => {
  const at = (score: number) => ({ score, std: 0 })
  expect(preferenceProbability(at(3), at(2))).toBe(1)
  expect(preferenceProbability(at(2), at(3))).toBe(0)
  expect(preferenceProbability(at(2), at(2))).toBe(0.5)
  expect(preferenceProbability(at(2), { score: 2, std: 1 })).toBe(0.5)
})

test('the two preferences add up to 1, and a better score is never preferred less', () => {
  fc.assert(
    fc.property(anyRating, anyRating, fc.double({ min: 0, max: 3, noNaN: true }), (a, b, gain) => {
      const p = preferenceProbability(a, b)
      expect(p + preferenceProbability(b, a)).toBeCloseTo(1, 15) // two roundings of Φ
      const better = preferenceProbability({ ...a, score: a.score + gain }, b)
      expect(better - p).toBeGreaterThan(-5e-16)
    }),
    { numRuns: 2000 },
  )
})

test('mistakes are named', () => {
  const fine = { score: 3, std: 1 }
  expect(() => preferenceProbability({ score: Number.NaN, std: 1 }, fine)).toThrow(
    'preferenceProbability: expected a finite score of A, got NaN',
  )
  expect(() => preferenceProbability(fine, { score: 3, std: -1 })).toThrow('std of B of at least 0, got -1')
  expect(() => preferenceProbability(fine, { score: 3, std: Number.POSITIVE_INFINITY })).toThrow(RangeError)
})
