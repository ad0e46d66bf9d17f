import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spreadPairs } from './spread-pairs.ts'

test('different indices, no pair twice, never more than asked for', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 1, max: 500 }), (size, most) => {
      const pairs = spreadPairs(size, most)
      expect(pairs.length).toBeGreaterThanOrEqual(Math.min(most, size))
      expect(pairs.length).toBeLessThanOrEqual(most)
      for (const [a, b] of pairs) {
        expect(a).not.toBe(b)
        expect(Math.max(a, b)).toBeLessThan(size)
        expect(Math.min(a, b)).toBeGreaterThanOrEqual(0)
      }
      expect(new Set(pairs.map(String)).size).toBe(pairs.length)
    }),
  )
})

test('every index is drawn equally often, and neighbours seldom', () => {
  const pairs = spreadPairs(1000, 5000)
  const drawn = new Map<number, number>()
  for (const index of pairs.flat()) drawn.set(index, (drawn.get(index) ?? 0) + 1)
  expect(new Set(drawn.values())).toEqual(new Set([10]))
  expect(pairs.filter(([a, b]) => Math.abs(a - b) < 25)).toEqual([])
})
