import fc from 'fast-check'
import { expect, test } from 'vitest'
import { elementTypes } from './element-types.ts'
import { narrowElements, type WrittenType } from './narrow-elements.ts'

const halves = (dtype: WrittenType, ...values: number[]) => [
  ...new Uint16Array(narrowElements(Float32Array.from(values), dtype).buffer),
]

function widened(dtype: WrittenType, values: Float32Array): Float32Array {
  const out = new Float32Array(values.length)
  elementTypes.get(dtype)!.widen!(narrowElements(values, dtype).slice().buffer, out)
  return out
}

test('float32 bytes stay as they are', () => {
  const values = Float32Array.of(1, -0.1, Number.NaN)
  expect(narrowElements(values, 'F32')).toEqual(new Uint8Array(values.buffer))
})

test('bfloat16: values worked by hand, ties to even', () => {
  const nearest = [1, -2, 1 / 3, 1 + 2 ** -8, 1 + 3 * 2 ** -8, Number.POSITIVE_INFINITY, Number.NaN]
  expect(halves('BF16', ...nearest)).toEqual([0x3f80, 0xc000, 0x3eab, 0x3f80, 0x3f82, 0x7f80, 0x7fc0])
  // The largest float32 is nearer to infinity than to the largest bfloat16.
  expect(halves('BF16', 3.4028234663852886e38)).toEqual([0x7f80])
})

test('float16: values worked by hand, ties to even, with subnormals and overflow', () => {
  expect(halves('F16', 1, -2, 1 / 3, 65504, 65519.99, 65520, -1e9)).toEqual([
    0x3c00, 0xc000, 0x3555, 0x7bff, 0x7bff, 0x7c00, 0xfc00,
  ])
  expect(halves('F16', 1 + 2 ** -11, 1 + 3 * 2 ** -11)).toEqual([0x3c00, 0x3c02])
  const tiny = [2 ** -14, 2 ** -24, 2 ** -25, 1.5 * 2 ** -25, 2 ** -26, -(2 ** -14) * (1 - 2 ** -12), 1e-30]
  expect(halves('F16', ...tiny)).toEqual([0x0400, 0x0001, 0x0000, 0x0001, 0x0000, 0x8400, 0x0000])
  expect(halves('F16', Number.NaN)).toEqual([0x7e00])
})

test.each(['F16', 'BF16'] as const)('%s: every value of the type comes back', (dtype) => {
  const all = new Float32Array(1 << 16)
  elementTypes.get(dtype)!.widen!(Uint16Array.from({ length: 1 << 16 }, (_, i) => i).buffer, all)
  expect(widened(dtype, all)).toEqual(all)
})

test.each(['F16', 'BF16'] as const)('%s: no other value of the type is nearer', (dtype) => {
  const all = new Float32Array(1 << 16)
  elementTypes.get(dtype)!.widen!(Uint16Array.from({ length: 1 << 16 }, (_, i) => i).buffer, all)
  fc.assert(
    fc.property(fc.float({ min: -60000, max: 60000, noNaN: true }), (value) => {
      const [bits] = halves(dtype, value)
      const error = Math.abs(all[bits!]! - value)
      for (const neighbour of [bits! - 1, bits! + 1]) {
        const other = all[neighbour & 0xffff]!
        if (Number.isFinite(other)) expect(error).toBeLessThanOrEqual(Math.abs(other - value))
      }
    }),
  )
})
