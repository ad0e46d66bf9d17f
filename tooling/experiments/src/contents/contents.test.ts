import { expect, test } from 'vitest'
import { CONTENT_KINDS, contents } from './contents.ts'

test('every kind in turn, each picture from a seed of its own', () => {
  const names = contents(6, 1).map(({ name }) => name)
  expect(names).toEqual([...CONTENT_KINDS, CONTENT_KINDS[0]].map((kind, index) => `${kind}-00${index}`))
})

test.each(CONTENT_KINDS)('%s: the same seed gives the same pixels, another seed another picture', (kind) => {
  const render = (index: number, seed: number) => contents(2, seed, [kind])[index]!.render(64).data
  const picture = render(0, 1)
  expect(picture).toHaveLength(64 * 64 * 3)
  expect(render(0, 1)).toEqual(picture)
  expect(render(1, 1)).not.toEqual(picture)
  expect(render(0, 2)).not.toEqual(picture)
})

test.each(CONTENT_KINDS)('%s: has detail that damage can take away', (kind) => {
  const { data } = contents(1, 1, [kind])[0]!.render(64)
  const steps = data.subarray(3).reduce((sum, value, i) => sum + Math.abs(value - data[i]!), 0) / data.length
  // Mean step between neighbours in a row, in levels of 255: a picture without detail has none.
  expect(steps).toBeGreaterThan(5)
})
