import { expect, test } from 'vitest'
import '@deqa/vitest'
import { CLIP_STATISTICS, normalizePixels } from './normalize-pixels.ts'

test('channels become planes', () => {
  const out = new Float32Array(6)
  const plain = { mean: [0, 0, 0], std: [1, 1, 1] } as const
  normalizePixels({ width: 2, height: 1, data: Uint8Array.of(255, 0, 51, 0, 255, 102) }, plain, out)
  // 51/255 and 102/255 are 1/5 and 2/5 in float32: the float64 product is far closer than half a float32 step.
  expect([...out]).toEqual([1, 0, 0, 1, Math.fround(0.2), Math.fround(0.4)])
})

test('black and white by hand', () => {
  const out = new Float32Array(6)
  normalizePixels({ width: 2, height: 1, data: Uint8Array.of(0, 0, 0, 255, 255, 255) }, CLIP_STATISTICS, out)
  const { mean, std } = CLIP_STATISTICS
  const expected = mean.flatMap((m, i) => [-m / std[i]!, (1 - m) / std[i]!])
  // Two float32 roundings of values below 2.2: 2 × 2^-24 × 2.2 and a little.
  expect(out).toBeAllClose(expected, { absolute: 5e-7 })
})

test('the pad colour is near zero but not zero', () => {
  const out = new Float32Array(3)
  normalizePixels({ width: 1, height: 1, data: Uint8Array.of(122, 116, 104) }, CLIP_STATISTICS, out)
  // The expected values are given to five decimals.
  expect(out).toBeAllClose([-0.01125, -0.0112, -0.00133], { absolute: 5e-6 })
})
