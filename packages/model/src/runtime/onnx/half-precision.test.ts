import fc from 'fast-check'
import { expect, test } from 'vitest'
import { elementTypes } from '../../checkpoint/element-types.ts'
import { halfPrecision } from './half-precision.ts'

function back(values: Float32Array): Float32Array {
  const out = new Float32Array(values.length)
  const bytes = halfPrecision(values, 'w')
  elementTypes.get('F16')!.widen!(bytes.slice().buffer, out)
  return out
}

test('no number moves by more than the format allows', () => {
  fc.assert(
    fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (value) => {
      const [rounded] = back(Float32Array.of(value))
      // Half a unit in the last of 11 binary digits; below 2^-14 half a step of the subnormal numbers.
      expect(Math.abs(rounded! - value)).toBeLessThanOrEqual(Math.max(Math.abs(value) * 2 ** -11, 2 ** -25))
    }),
  )
})

test('the largest number is kept, one that would round to infinity is refused with its tensor', () => {
  expect(back(Float32Array.of(65504, -65519))).toEqual(Float32Array.of(65504, -65504))
  expect(() => halfPrecision(Float32Array.of(1, -65520), 'model.w')).toThrow(
    expect.objectContaining({ code: 'CHECKPOINT_UNSUPPORTED', file: 'model.w' }),
  )
})
