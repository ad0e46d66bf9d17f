import { expect, test } from 'vitest'
import { isFlat, NEIGHBOURS, productSums, valueSums } from './window-sums.ts'

//  9  9  9  9
//  9  1 -2  9
//  9  3  0  9
const plane = { width: 4, height: 3, data: Float64Array.from([9, 9, 9, 9, 9, 1, -2, 9, 9, 3, 0, 9]) }
const area = { left: 1, top: 1, width: 2, height: 2 }

test('values inside the area', () => {
  expect(valueSums(plane, area)).toEqual({
    count: 4,
    left: 1,
    leftSquares: 4,
    right: 2,
    rightSquares: 10,
    absolute: 6,
  })
})

test('products of neighbours that both lie inside', () => {
  const sums = NEIGHBOURS.map((neighbour) => productSums(plane, area, neighbour))
  // Right: 1·−2, 3·0. Below: 1·3, −2·0. Diagonals: 1·0, −2·3.
  expect(sums.map(({ count }) => count)).toEqual([2, 2, 1, 1])
  expect(sums.map(({ absolute }) => absolute)).toEqual([2, 3, 0, 6])
  expect(sums.map(({ leftSquares }) => leftSquares)).toEqual([4, 0, 0, 36])
  expect(sums.map(({ rightSquares }) => rightSquares)).toEqual([0, 9, 0, 0])
})

test('rounding errors are flat, one level in one pixel is not', () => {
  const sums = { count: 9216, left: 0, leftSquares: 0, right: 1, absolute: 0 }
  expect(isFlat({ ...sums, rightSquares: 9216 * 1e-26 })).toBe(true)
  expect(isFlat({ ...sums, rightSquares: 0.05 ** 2 })).toBe(false)
})
