import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseShard, takeShard } from './shard.ts'

test('reads i/n', () => {
  expect(parseShard('2/8')).toEqual({ index: 2, count: 8 })
  expect(parseShard('1/1')).toEqual({ index: 1, count: 1 })
})

test.each(['', '0/3', '4/3', '1', '1/', '/2', '1/0', '-1/2', '1.5/2', '1/2/3', ' 1/2', '1e1/20'])(
  'refuses %j',
  (text) => {
    expect(parseShard(text)).toBeUndefined()
  },
)

test('takes every n-th item', () => {
  expect(takeShard(['a', 'b', 'c', 'd', 'e'], { index: 2, count: 2 })).toEqual(['b', 'd'])
})

test('shards are disjoint, together the whole list, and of nearly one size', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer()), fc.integer({ min: 1, max: 20 }), (items, count) => {
      const shards = Array.from({ length: count }, (_, i) => takeShard(items, { index: i + 1, count }))
      expect(shards.flat().sort()).toEqual([...items].sort())
      const sizes = shards.map(({ length }) => length)
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
    }),
  )
})
