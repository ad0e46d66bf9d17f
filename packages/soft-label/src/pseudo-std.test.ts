import { expect, test } from 'vitest'
import { pseudoStd } from './pseudo-std.ts'

test('PIPAL: 20 % of its range is the 180.21 of appendix B.1', () => {
  expect(pseudoStd({ from: 'range', scale: { min: 934.95, max: 1835.99 } })).toBeCloseTo(180.21, 2)
})

test('another ratio, and the mean of what is known', () => {
  expect(pseudoStd({ from: 'range', scale: { min: 0, max: 100 }, ratio: 0.15 })).toBe(15)
  expect(pseudoStd({ from: 'known-stds', stds: [10, 20, 30] })).toBe(20)
  expect(pseudoStd({ from: 'known-stds', stds: new Set([4]) })).toBe(4)
})

test('mistakes are named', () => {
  expect(() => pseudoStd({ from: 'known-stds', stds: [] })).toThrow(
    'expected at least one known std, got none',
  )
  expect(() => pseudoStd({ from: 'known-stds', stds: [1, Number.NaN] })).toThrow(RangeError)
  expect(() => pseudoStd({ from: 'range', scale: { min: 5, max: 1 } })).toThrow('pseudoStd: expected')
  expect(() => pseudoStd({ from: 'range', scale: { min: 5, max: 5 } })).toThrow(
    'pseudoStd: expected a scale with finite min < max, got min 5, max 5',
  )
  expect(() => pseudoStd({ from: 'ranges' as 'range', scale: { min: 1, max: 5 } })).toThrow(
    "pseudoStd: expected from 'range' or 'known-stds', got 'ranges'",
  )
  expect(() => pseudoStd({ from: 'range', scale: { min: 1, max: 5 }, ratio: -0.2 })).toThrow(RangeError)
})
