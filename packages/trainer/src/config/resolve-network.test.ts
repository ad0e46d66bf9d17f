import { parseCheckpointConfig } from '@deqa/model/training'
import { expect, test } from 'vitest'
import { ConfigurationInvalidError } from './errors.ts'
import { networkOf } from './resolve-network.ts'

test('deqa-7b is the network of the paper', () => {
  expect(networkOf({ size: 'deqa-7b' }, 32_000)).toEqual(parseCheckpointConfig({}, 'config.json').network)
})

test('own sizes replace the named ones, and the abstractor follows the encoder’s width', () => {
  const network = networkOf({ size: 'smoke', vision: { width: 64 }, decoder: { layers: 3 } }, 80)
  expect(network.vision).toMatchObject({ width: 64, layers: 2 })
  expect(network.abstractor.width).toBe(64)
  expect(network.decoder).toMatchObject({ layers: 3, vocabularySize: 80 })
})

test.each([
  [{ vision: { heads: 5 } }, /vision: width 32 is not a multiple of its 5 heads/],
  [{ vision: { imageSize: 57 } }, /imageSize: 57 is not a multiple of patchSize 14/],
  [{ abstractor: { width: 16 } }, /abstractor.width: expected the vision encoder’s width 32, got 16/],
  [{ decoder: { width: 6, heads: 2 } }, /even head width/],
])('refuses %j', (sizes, message) => {
  expect(() => networkOf({ size: 'smoke', ...sizes }, 80)).toThrow(ConfigurationInvalidError)
  expect(() => networkOf({ size: 'smoke', ...sizes }, 80)).toThrow(message)
})

test('a checkpoint has no named size', () => {
  expect(() => networkOf({ from: 'folder' }, 80)).toThrow(RangeError)
})
