import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sortedOrder } from './sorted-order.ts'

test('orders every kind of double, −0 and 0 as equals', () => {
  const values = [3, -0, 0, -1e-320, 1e308, -1e308, 5e-324, -3, 2 ** -40]
  expect([...sortedOrder(values)]).toEqual([5, 7, 3, 1, 2, 6, 8, 0, 4])
})

test('agrees with the sort of the language, which is stable too', () => {
  const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -3, max: 3 }))
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 80 }), (values) => {
      const expected = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b)
      expect([...sortedOrder(values)]).toEqual(expected)
    }),
  )
})

test('equal values keep the order they come in', () => {
  expect([...sortedOrder([1, 1, 0, 1], Uint32Array.of(3, 2, 1, 0))]).toEqual([2, 3, 1, 0])
})
