import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCheckpointConfig } from '../network/config.ts'
import { layerRanges } from './layer-ranges.ts'

const published = parseCheckpointConfig({}, 'the defaults').network
const withLayers = (layers: number) => ({ ...published, decoder: { ...published.decoder, layers } })

// 0.39 billion parameters before the decoder, and 0.236 in each of its layers: half of all lies behind 15.2 of them.
test('the published network is in two halves of its parameters', () => {
  expect(layerRanges(published)).toEqual([
    { first: 0, end: 15 },
    { first: 15, end: 32 },
  ])
})

test('a small one is in one', () => {
  const small = { ...withLayers(2), decoder: { ...published.decoder, layers: 2, width: 64, mlpWidth: 128 } }
  expect(layerRanges(small)).toEqual([{ first: 0, end: 2 }])
})

test('one of a single layer is in one, however large', () => {
  const wide = { ...published, decoder: { ...published.decoder, layers: 1, mlpWidth: 1_000_000 } }
  expect(layerRanges(wide)).toEqual([{ first: 0, end: 1 }])
})

test('parts follow one another, and each has a layer', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), (parts, more) => {
      const layers = parts + more - 1
      const ranges = layerRanges(withLayers(layers), parts)
      expect(ranges).toHaveLength(parts)
      expect(ranges.map(({ first }) => first)).toEqual([0, ...ranges.slice(0, -1).map(({ end }) => end)])
      expect(ranges.at(-1)!.end).toBe(layers)
      for (const { first, end } of ranges) expect(end).toBeGreaterThan(first)
    }),
  )
  expect(() => layerRanges(withLayers(2), 3)).toThrow('expected 1 to 2 parts, got 3')
  expect(() => layerRanges(withLayers(2), 0)).toThrow(RangeError)
})
