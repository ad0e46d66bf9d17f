import { expect, test } from 'vitest'
import { sceneSums } from './scene-sums.ts'
import { NEIGHBOURS, productSums, valueSums } from './window-sums.ts'

const area = { left: 0, top: 0, width: 3, height: 3 }
const plane = (...data: number[]) => ({ width: 3, height: 3, data: Float64Array.from(data) })

test('the sums of coefficients, and of products of all four neighbours', () => {
  const texture = plane(1, -2, 3, 4, 5, -6, 7, 8, 9)
  expect(sceneSums(texture, area)).toEqual({
    values: valueSums(texture, area),
    products: NEIGHBOURS.map((neighbour) => productSums(texture, area, neighbour)),
  })
})

test('none where nothing varies, or no two neighbours do', () => {
  expect(sceneSums(plane(0, 0, 0, 0, 0, 0, 0, 0, 0), area)).toBeUndefined()
  // Rounding errors.
  expect(sceneSums(plane(...Array<number>(9).fill(1e-13)), area)).toBeUndefined()
  // A single point has no neighbour; a row has one beside it, none below.
  expect(sceneSums(plane(0, 0, 0, 0, 1, 0, 0, 0, 0), area)).toBeUndefined()
  expect(sceneSums(plane(0, 0, 0, 1, 1, 1, 0, 0, 0), area)).toBeUndefined()
})
