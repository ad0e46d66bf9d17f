import '@deqa/vitest'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyLevelCount, anyScore } from '../test/arbitraries.ts'
import { levelMoments } from './level-moments.ts'
import { twoLevelLabel } from './two-level-label.ts'

test('by hand', () => {
  expect(twoLevelLabel(3.5)).toEqual([0, 0, 0.5, 0.5, 0]) // Figure A2 of the paper
  expect(twoLevelLabel(2.25)).toEqual([0, 0.75, 0.25, 0, 0])
  expect(twoLevelLabel(2)).toEqual([0, 1, 0, 0, 0])
  expect(twoLevelLabel(1)).toEqual([1, 0, 0, 0, 0])
  expect(twoLevelLabel(5)).toEqual([0, 0, 0, 0, 1])
  expect(twoLevelLabel(2, { levels: 3 })).toEqual([0.5, 0.5, 0])
})

test('the margin of the original script leaves the neighbour 1e-8', () => {
  expect(twoLevelLabel(2.3, { margin: 1e-8 })).toBeAllClose([0, 0.699999996, 0.300000004, 0, 0], {
    absolute: 1e-15, // the reference prints nine decimals, which are exact here up to 1e-8 squared
  })
  expect(twoLevelLabel(5, { margin: 1e-8 })).toBeAllClose([0, 0, 0, 1e-8, 0.99999999], { absolute: 1e-15 })
})

test('sums to 1, averages to the score, on two neighbours, for every K', () => {
  fc.assert(
    fc.property(anyScore, anyLevelCount, (score, levels) => {
      const label = twoLevelLabel(score, { levels })
      expect(label.every((p) => p >= 0)).toBe(true)
      expect(label.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 14)
      expect(levelMoments(label).score).toBeCloseTo(score, 13) // 1 / d loses two digits at most
      const used = label.flatMap((p, k) => (p > 0 ? [k] : []))
      expect(used.at(-1)! - used[0]!).toBeLessThanOrEqual(1)
    }),
    { numRuns: 3000 },
  )
})

test('mistakes are named', () => {
  for (const score of [0.99, 5.01, Number.NaN]) expect(() => twoLevelLabel(score)).toThrow(RangeError)
  expect(() => twoLevelLabel(3, { levels: 1 })).toThrow(RangeError)
  expect(() => twoLevelLabel(3, { margin: -1 })).toThrow('twoLevelLabel: expected a finite margin')
})
