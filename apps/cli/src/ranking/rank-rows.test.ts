import '@deqa/vitest'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scored } from '../../test/example-rows.ts'
import type { ScoredRow } from '../output/row.ts'
import { rankRows } from './rank-rows.ts'

const row = (file: string, score: number, std: number): ScoredRow => ({ ...scored, file, score, std })

test('the best first, with P(better than the next) by hand', () => {
  const ranked = rankRows([row('b', 3, 0.8), row('c', 1, 1), row('a', 4, 0.6)])
  expect(ranked.map(({ rank, row: { file } }) => [rank, file])).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ])
  // Φ(1 / √(0.36 + 0.64)) = Φ(1), and Φ(2 / √1.64) = Φ(1.5617); a table of Φ has these digits.
  expect([ranked[0]!.betterThanNext!, ranked[1]!.betterThanNext!]).toBeAllClose([0.841345, 0.940823], {
    absolute: 1e-5,
  })
  expect(ranked[2]!.betterThanNext).toBeNull()
})

test('equal scores share a rank and keep their order', () => {
  const ranked = rankRows([row('x', 2, 1), row('y', 3, 1), row('z', 3, 1), row('w', 1, 1)])
  expect(ranked.map(({ rank, row: { file } }) => `${rank}${file}`)).toEqual(['1y', '1z', '3x', '4w'])
  expect(ranked[0]!.betterThanNext).toBe(0.5)
})

test('no image has no rank', () => {
  expect(rankRows([])).toEqual([])
})

test('each image is there once, scores fall, and none is likely worse than the next', () => {
  const scores = fc.array(fc.double({ min: 1, max: 5, noNaN: true }), { maxLength: 50 })
  fc.assert(
    fc.property(scores, (given) => {
      const ranked = rankRows(given.map((score, i) => row(`${i}`, score, 0.5)))
      expect(ranked.map((each) => each.row.score)).toEqual(given.toSorted((a, b) => b - a))
      expect(new Set(ranked.map((each) => each.row.file)).size).toBe(given.length)
      for (const { betterThanNext } of ranked) expect(betterThanNext ?? 1).toBeGreaterThanOrEqual(0.5)
    }),
  )
})
