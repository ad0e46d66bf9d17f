import '@deqa/vitest'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededTensor } from '../../../test/operation-cases.ts'
import { dequantizeBlocks, quantizeBlocks } from './quantize-blocks.ts'

const shapes = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 100 }))

const roundTrip = (values: Float32Array, rows: number, columns: number) =>
  dequantizeBlocks(quantizeBlocks(values, rows, columns), rows, columns)

test('no value moves by more than its block allows', () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 0, max: 999 }), ([rows, columns], seed) => {
      const values = Float32Array.from(seededTensor([rows, columns], seed).data)
      const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0)
      // A step beyond the last code on the positive side; the fitted scale may leave the extreme outside the codes, by
      // less than another step.
      expect(roundTrip(values, rows, columns)).toBeAllClose(values, { absolute: (2 * largest) / 8 })
    }),
  )
})

test('zeros stay zeros, and padding never leaks', () => {
  expect(roundTrip(new Float32Array(40), 1, 40)).toEqual(new Float32Array(40))
  const values = Float32Array.from({ length: 33 }, (_, i) => (i === 5 ? -3 : 0.25))
  expect(roundTrip(values, 1, 33)).toHaveLength(33)
  // The last block has one entry, which is the most negative code whatever stood in the block before.
  expect(roundTrip(values, 1, 33)[32]).toBe(0.25)
})

test('a row does not depend on its neighbours', () => {
  const values = Float32Array.from(seededTensor([3, 70], 5).data)
  const together = roundTrip(values, 3, 70)
  expect(roundTrip(values.subarray(70, 140), 1, 70)).toEqual(together.subarray(70, 140))
})

test('the relative error on normal weights is what 4 bits can give', () => {
  const uniform = seededTensor([64, 512], 3).data
  // Sums of eight uniform numbers are near enough to normal.
  const values = Float32Array.from({ length: 64 * 64 }, (_, i) =>
    uniform.subarray(8 * i, 8 * i + 8).reduce((a, b) => a + b),
  )
  const back = roundTrip(values, 64, 64)
  const error = values.reduce((sum, value, i) => sum + (value - back[i]!) ** 2, 0)
  // A block of 32 normal numbers reaches about 2.1 deviations: a step of 2.1 / 8, over √12.
  expect(Math.sqrt(error / values.reduce((sum, value) => sum + value ** 2, 0))).toBeLessThan(0.09)
})
