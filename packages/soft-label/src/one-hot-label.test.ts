import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyLevelCount, anyScore } from '../test/arbitraries.ts'
import { levelMoments } from './level-moments.ts'
import { levelOf } from './level-of.ts'
import { LEVEL_NAMES } from './levels.ts'
import { oneHotLabel } from './one-hot-label.ts'

test('by hand', () => {
  expect(oneHotLabel(4.3)).toEqual([0, 0, 0, 0, 1])
  expect(oneHotLabel(1)).toEqual([1, 0, 0, 0, 0])
  expect(oneHotLabel(3, 2)).toEqual([1, 0]) // on the only cut: the lower bin
  expect(oneHotLabel(3.1, 2)).toEqual([0, 1])
  expect(oneHotLabel(2.4, 3)).toEqual([0, 1, 0]) // cuts 2.333, 3.667
})

test('its level is the word, and its score is off by a bin’s width at most', () => {
  fc.assert(
    fc.property(anyScore, (score) => {
      const label = oneHotLabel(score)
      expect(LEVEL_NAMES[label.indexOf(1)]).toBe(levelOf(score))
      // Bins are 0.8 wide around 1.4, 2.2, 3, …; their levels lie at most 0.8 from the far edge.
      expect(Math.abs(levelMoments(label).score - score)).toBeLessThanOrEqual(0.8 + 1e-8)
    }),
  )
})

test('is monotone in the score for every K', () => {
  fc.assert(
    fc.property(anyScore, anyScore, anyLevelCount, (a, b, count) => {
      const low = oneHotLabel(Math.min(a, b), count).indexOf(1)
      expect(oneHotLabel(Math.max(a, b), count).indexOf(1)).toBeGreaterThanOrEqual(low)
    }),
  )
})

test('mistakes are named', () => {
  expect(() => oneHotLabel(6)).toThrow('oneHotLabel: expected a score in')
  expect(() => oneHotLabel(3, 1)).toThrow(RangeError)
})
