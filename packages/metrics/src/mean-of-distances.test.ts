import fc from 'fast-check'
import { mean } from 'simple-statistics'
import { expect, test } from 'vitest'
import { meanOfDistances } from './mean-of-distances.ts'

test('by hand: 1, 2 and 6', () => {
  expect(meanOfDistances([1, 2, 6])).toBe(3)
})

test('one that is infinite makes all of it infinite, wherever it stands', () => {
  for (const list of [
    [Number.POSITIVE_INFINITY],
    [1, Number.POSITIVE_INFINITY],
    [Number.POSITIVE_INFINITY, 1, 2],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ]) {
    expect(meanOfDistances(list)).toBe(Number.POSITIVE_INFINITY)
  }
})

test('numbers whose sum is beyond all numbers still have a mean', () => {
  expect(meanOfDistances([1.5e308, 1.5e308])).toBe(1.5e308)
  expect(meanOfDistances([1.5e308, 1e308, 0.5e308])).toBeCloseTo(1e308, -294) // 15 digits
})

test('where nothing is too large, it is the mean that it always was, to the last bit', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e300, noNaN: true }), { minLength: 1 }), (list) => {
      expect(meanOfDistances(list)).toBe(mean(list))
    }),
  )
})
