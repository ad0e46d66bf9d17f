import { expect, test } from 'vitest'
import { levelOf } from './level-of.ts'

test('the cuts are 1.8, 2.6, 3.4 and 4.2, and belong to the lower level', () => {
  const cuts = [1.8, 2.6, 3.4, 4.2]
  expect([1, ...cuts].map(levelOf)).toEqual(['bad', 'bad', 'poor', 'fair', 'good'])
  expect(cuts.map((cut) => levelOf(cut + 1e-6))).toEqual(['poor', 'fair', 'good', 'excellent'])
  expect(levelOf(5)).toBe('excellent')
})

test('it is a bin, not the nearest level', () => {
  expect(levelOf(4.3)).toBe('excellent') // the example of the paper's Figure 2a
  expect(levelOf(3.38)).toBe('fair') // images B and C of Figure 1
  expect(levelOf(3.49)).toBe('good')
})

test('rounding across a cut or an end does not change the level', () => {
  expect(levelOf(1.8000000000000003)).toBe('bad')
  expect(levelOf(5.0000004)).toBe('excellent')
  expect(levelOf(0.9999996)).toBe('bad')
})

test('a score of another scale is a mistake, not excellent', () => {
  for (const score of [0, 5.1, 72, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => levelOf(score)).toThrow(RangeError)
  }
})
