import fc from 'fast-check'
import { expect, test } from 'vitest'
import { elementTypes, isReadableType } from './element-types.ts'

function widen(dtype: string, stored: { readonly buffer: ArrayBuffer; readonly length: number }): number[] {
  const out = new Float32Array(stored.length)
  elementTypes.get(dtype)!.widen!(stored.buffer, out)
  return [...out]
}

test('half precision: values worked by hand from sign, exponent and fraction', () => {
  const halves = [0x3c00, 0xc000, 0x3555, 0x7bff, 0x0400, 0x0001, 0x83ff, 0x8000, 0x7c00, 0xfc00, 0x7e00]
  expect(widen('F16', Uint16Array.from(halves))).toEqual([
    1,
    -2,
    1365 / 4096, // the half nearest to 1/3
    65504,
    2 ** -14, // smallest normal
    2 ** -24, // smallest subnormal
    -1023 * 2 ** -24,
    -0,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
  ])
})

test('half precision: all finite values ascend with their bits, and the sign bit only negates', () => {
  const positive = Uint16Array.from({ length: 0x7c00 }, (_, bits) => bits)
  const values = widen('F16', positive)
  expect(values.every((value, i) => i === 0 || value > values[i - 1]!)).toBe(true)
  const negative = widen(
    'F16',
    positive.map((bits) => bits | 0x8000),
  )
  expect(negative).toEqual(values.map((value) => -value))
})

test('bfloat16 is a float32 without its lower half', () => {
  expect(widen('BF16', Uint16Array.of(0x3f80, 0xc000, 0x3eab, 0x0001, 0x8000, 0x7f80))).toEqual([
    1,
    -2,
    0.333984375,
    2 ** -133,
    -0,
    Number.POSITIVE_INFINITY,
  ])
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      const bits = new Uint32Array(Float32Array.of(value).buffer)[0]!
      const kept = new Float32Array(Uint32Array.of(bits & 0xffff0000).buffer)[0]!
      expect(widen('BF16', Uint16Array.of(bits >>> 16))).toEqual([kept])
    }),
  )
})

test('float32 stays, float64 is rounded to the nearest', () => {
  expect(widen('F32', Float32Array.of(0.1, -0))).toEqual([Math.fround(0.1), -0])
  expect(widen('F64', Float64Array.of(0.1, 1 + 2 ** -25))).toEqual([Math.fround(0.1), 1])
})

test('only floats are weights', () => {
  const readable = [...elementTypes.keys()].filter(isReadableType)
  expect(readable).toEqual(['F64', 'F32', 'F16', 'BF16'])
  expect(isReadableType('F4')).toBe(false)
})
