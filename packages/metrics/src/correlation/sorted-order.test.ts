import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sortedOrder } from './sorted-order.ts'

/** Short lists are sorted by comparison, long ones by radix: every case is tried at both lengths. */
const padded = (values: readonly number[]) => [...values, ...Array<number>(300).fill(1.7e308)]
const withoutPadding = (order: Uint32Array, n: number) => [...order].filter((index) => index < n)

test('orders every kind of double, −0 and 0 as equals', () => {
  const values = [3, -0, 0, -1e-320, 1e308, -1e308, 5e-324, -3, 2 ** -40]
  const expected = [5, 7, 3, 1, 2, 6, 8, 0, 4]
  expect([...sortedOrder(values)]).toEqual(expected)
  expect(withoutPadding(sortedOrder(padded(values)), 9)).toEqual(expected)
})

test('agrees with the sort of the language, which is stable too', () => {
  const value = fc.oneof(fc.double({ min: -1e300, max: 1e300, noNaN: true }), fc.integer({ min: -3, max: 3 }))
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 80 }), (values) => {
      const expected = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b)
      expect([...sortedOrder(values)]).toEqual(expected)
      expect(withoutPadding(sortedOrder(padded(values)), values.length)).toEqual(expected)
    }),
  )
})

test('equal values keep the order they come in', () => {
  const values = [1, 1, 0, 1]
  expect([...sortedOrder(values, Uint32Array.of(3, 2, 1, 0))]).toEqual([2, 3, 1, 0])
  const long = padded(values)
  const backwards = Uint32Array.from(long, (_, i) => long.length - 1 - i)
  expect(withoutPadding(sortedOrder(long, backwards), 4)).toEqual([2, 3, 1, 0])
})
