import '@deqa/vitest'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededTensor } from '../../../test/operation-cases.ts'
import { dequantizeRows, quantizeRows } from './quantize-rows.ts'

test('by hand: columns first, the largest magnitude of each row on 127', () => {
  const { codes, scales } = quantizeRows(Float32Array.of(1, -2, 0.5, 0, 0, 0, 127, 64, -3), 3, 3)
  expect(scales).toEqual(Float32Array.of(2 / 127, 0, 1))
  // 63.5 rounds up; a row of zeros stays zeros.
  expect([...codes]).toEqual([64, 0, 127, -127, 0, 64, 32, 0, -3])
})

test('no value moves by more than half a step of its row, and no row by its neighbours', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 140 }),
      fc.integer({ min: 1, max: 140 }),
      fc.integer({ min: 0, max: 999 }),
      (rows, columns, seed) => {
        const values = Float32Array.from(seededTensor([rows, columns], seed).data)
        const back = dequantizeRows(quantizeRows(values, rows, columns), rows, columns)
        for (let row = 0; row < rows; row++) {
          const own = values.subarray(row * columns, (row + 1) * columns)
          const largest = own.reduce((max, value) => Math.max(max, Math.abs(value)), 0)
          // Half a step, and float32's rounding of the scale.
          const absolute = (largest / 127) * (0.5 + 1e-4)
          const ownBack = back.subarray(row * columns, (row + 1) * columns)
          expect(ownBack).toBeAllClose(own, { absolute })
          if (row === rows - 1)
            expect(dequantizeRows(quantizeRows(own, 1, columns), 1, columns)).toEqual(ownBack)
        }
      },
    ),
    { numRuns: 30 },
  )
})
