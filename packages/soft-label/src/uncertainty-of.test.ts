import { expect, test } from 'vitest'
import { uncertaintyOf } from './uncertainty-of.ts'

test('five equal parts; a cut has the lower word', () => {
  const words = [0, 1, 2, 3, 4, 5].map((std) => uncertaintyOf(std, { min: 0, max: 5 }))
  expect(words).toEqual(['minimal', 'minimal', 'low', 'moderate', 'high', 'severe'])
  expect(uncertaintyOf(1.01, { min: 0, max: 5 })).toBe('low')
  expect(uncertaintyOf(0.9, { min: 0.5, max: 1 })).toBe('high')
})

test('mistakes are named', () => {
  expect(() => uncertaintyOf(6, { min: 0, max: 5 })).toThrow('uncertaintyOf: expected a std in [0, 5], got 6')
  expect(() => uncertaintyOf(1, { min: 1, max: 1 })).toThrow('expected a range with 0 ≤ min < max')
  expect(() => uncertaintyOf(Number.NaN, { min: 0, max: 5 })).toThrow(RangeError)
})
