import { expect, test } from 'vitest'
import type { Blocks } from './blocks.ts'
import { median, summarize } from './summarize.ts'

const blocks = (...measured: number[][]): Blocks => ({
  warmUp: { milliseconds: [9000], losses: [1] },
  measured: measured.map((milliseconds) => ({ milliseconds, losses: milliseconds.map(() => 1) })),
})

test('medians over all steps, ratios of neighbouring blocks, and no warm-up in either', () => {
  const ours = blocks([10, 12, 11], [20, 20, 40])
  const rival = blocks([10, 10, 10], [40, 40, 40])
  expect(summarize(ours, rival)).toEqual({ ours: 16, rival: 25, ratio: 16 / 25, spread: [0.5, 1.1] })
})

test('the median of an even number of values is the mean of the middle two', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([10, 9])).toBe(9.5)
  expect(() => median([])).toThrow('median: expected at least one value, got none')
})
