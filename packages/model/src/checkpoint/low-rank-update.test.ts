import fc from 'fast-check'
import { expect, test } from 'vitest'
import '@deqa/vitest'
import { addLowRankProduct } from './low-rank-update.ts'

test('a product worked by hand', async () => {
  // B = [[1, 2], [3, 4]], A = [[1, 0, -1], [0.5, 1, 2]], B A = [[2, 2, 3], [5, 4, 5]]
  const weights = Float32Array.of(10, 20, 30, 40, 50, 60)
  await addLowRankProduct(weights, Float32Array.of(1, 2, 3, 4), Float32Array.of(1, 0, -1, 0.5, 1, 2), 2, 0.5)
  expect([...weights]).toEqual([11, 21, 31.5, 42.5, 52, 62.5])
})

test('any shape and rank, beside the plain triple loop', async () => {
  const size = fc.integer({ min: 1, max: 9 })
  await fc.assert(
    fc.asyncProperty(
      size,
      size,
      size,
      fc.double({ min: -4, max: 4, noNaN: true }),
      async (rows, columns, rank, scale) => {
        const fill = (count: number, from: number) =>
          Float32Array.from({ length: count }, (_, i) => Math.sin(from + i))
        const [weights, up, down] = [fill(rows * columns, 1), fill(rows * rank, 2), fill(rank * columns, 3)]
        const expected = Array.from(weights, (weight, i) => {
          const [row, column] = [Math.floor(i / columns), i % columns]
          let sum = 0
          for (let k = 0; k < rank; k++) sum += up[row * rank + k]! * down[k * columns + column]!
          return weight + scale * sum
        })
        await addLowRankProduct(weights, up, down, rank, scale)
        // One rounding to float32: half a unit in the last place of values below 64.
        expect(weights).toBeAllClose(expected, { absolute: 2 ** -19 })
      },
    ),
  )
})

test('more rows than one turn of the event loop computes', async () => {
  const weights = new Float32Array(200)
  await addLowRankProduct(
    weights,
    Float32Array.from({ length: 200 }, (_, i) => i),
    Float32Array.of(2),
    1,
    1,
  )
  expect([...weights]).toEqual(Array.from({ length: 200 }, (_, i) => 2 * i))
})
