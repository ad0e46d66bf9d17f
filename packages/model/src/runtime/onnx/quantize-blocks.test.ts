import '@deqa/vitest'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededTensor } from '../../../test/operation-cases.ts'
import { dequantizeBlocks, quantizeBlocks } from './quantize-blocks.ts'

const shapes = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 100 }))

for (const bits of [4, 8] as const) {
  describe(`${bits} bits`, () => {
    const roundTrip = (values: Float32Array, rows: number, columns: number) =>
      dequantizeBlocks(quantizeBlocks(values, rows, columns, bits), rows, columns, bits)

    test('no value moves by more than its block allows', () => {
      fc.assert(
        fc.property(shapes, fc.integer({ min: 0, max: 999 }), ([rows, columns], seed) => {
          const values = Float32Array.from(seededTensor([rows, columns], seed).data)
          const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0)
          // Half a step, or a whole one beyond the last code on the positive side; with 4 bits the fitted scale may
          // leave the extreme outside the codes, by less than another step.
          const step = largest / 2 ** (bits - 1)
          expect(roundTrip(values, rows, columns)).toBeAllClose(values, {
            absolute: bits === 8 ? step : 2 * step,
          })
        }),
      )
    })

    test('zeros stay zeros, the extreme of a block stays itself with 8 bits, padding never leaks', () => {
      expect(roundTrip(new Float32Array(40), 1, 40)).toEqual(new Float32Array(40))
      const values = Float32Array.from({ length: 33 }, (_, i) => (i === 5 ? -3 : 0.25))
      const back = roundTrip(values, 1, 33)
      expect(back).toHaveLength(33)
      if (bits === 8) expect(back[5]).toBe(-3)
    })

    test('a row does not depend on its neighbours', () => {
      const values = Float32Array.from(seededTensor([3, 70], 5).data)
      const together = roundTrip(values, 3, 70)
      expect(roundTrip(values.subarray(70, 140), 1, 70)).toEqual(together.subarray(70, 140))
    })
  })
}

test('the relative error on normal weights is what so many bits can give', () => {
  const uniform = seededTensor([64, 512], 3).data
  // Sums of eight uniform numbers are near enough to normal.
  const values = Float32Array.from({ length: 64 * 64 }, (_, i) =>
    uniform.subarray(8 * i, 8 * i + 8).reduce((a, b) => a + b),
  )
  const relative = (bits: 4 | 8) => {
    const back = dequantizeBlocks(quantizeBlocks(values, 64, 64, bits), 64, 64, bits)
    const error = values.reduce((sum, value, i) => sum + (value - back[i]!) ** 2, 0)
    return Math.sqrt(error / values.reduce((sum, value) => sum + value ** 2, 0))
  }
  // A block of 32 normal numbers reaches about 2.1 deviations: steps of 2.1 / 128 and 2.1 / 8, each over √12.
  expect(relative(8)).toBeLessThan(0.006)
  expect(relative(4)).toBeLessThan(0.09)
})
