import { expect, test } from 'vitest'
import { LEVEL_NAMES, levelValues } from './levels.ts'

test('five levels ascend from bad to excellent, 1 to 5', () => {
  expect(LEVEL_NAMES).toEqual(['bad', 'poor', 'fair', 'good', 'excellent'])
  expect(levelValues()).toEqual([1, 2, 3, 4, 5])
})

test('K levels lie evenly on [1, 5] with exact ends', () => {
  expect(levelValues(2)).toEqual([1, 5])
  expect(levelValues(3)).toEqual([1, 3, 5])
  expect(levelValues(9)).toEqual([1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5])
  for (let count = 2; count <= 30; count++) {
    const values = levelValues(count)
    expect([values[0], values.at(-1)]).toEqual([1, 5])
    values.forEach((value, k) => {
      expect(value + values[count - 1 - k]!).toBeCloseTo(6, 14) // two roundings of values below 5
    })
  }
})

test('a count that is not an integer above 1 is a mistake', () => {
  for (const count of [1, 0, -3, 2.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => levelValues(count)).toThrow(RangeError)
  }
})
