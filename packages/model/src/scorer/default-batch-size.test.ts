import { expect, test } from 'vitest'
import { parseCheckpointConfig } from '../network/config.ts'
import { defaultBatchSize } from './default-batch-size.ts'

test('one at the released size, eight for a small network, by memory in between', () => {
  const { vision } = parseCheckpointConfig({}, 'the defaults').network
  // 16 heads of 1025² scores are 67.2 MB in float32; the bound is 67.1.
  expect(defaultBatchSize({ vision })).toBe(1)
  expect(defaultBatchSize({ vision: { ...vision, heads: 3, imageSize: 224 } })).toBe(8)
  // 16 heads of 577² scores are 21.3 MB.
  expect(defaultBatchSize({ vision: { ...vision, imageSize: 336 } })).toBe(3)
})
