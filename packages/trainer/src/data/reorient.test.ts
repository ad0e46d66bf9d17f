import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reorient } from './reorient.ts'

/** The red of each pixel, row by row; the other two channels are one and two more. */
function held(reds: readonly number[], flip: boolean, turns: number): number[] {
  const side = Math.sqrt(reds.length)
  const out = new Uint8Array(3 * reds.length)
  reorient(Uint8Array.from(reds.flatMap((red) => [red, red + 1, red + 2])), side, { flip, turns }, out)
  const pixels = Array.from({ length: reds.length }, (_, i) => [...out.subarray(3 * i, 3 * i + 3)])
  for (const [red, green, blue] of pixels) expect([green, blue]).toEqual([red! + 1, red! + 2])
  return pixels.map(([red]) => red!)
}

test('turns to the left, after mirroring', () => {
  const square = [1, 2, 3, 4, 5, 6, 7, 8, 9]
  expect(held(square, false, 0)).toEqual(square)
  expect(held(square, true, 0)).toEqual([3, 2, 1, 6, 5, 4, 9, 8, 7])
  expect(held(square, false, 1)).toEqual([3, 6, 9, 2, 5, 8, 1, 4, 7])
  expect(held(square, false, 2)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1])
  expect(held(square, false, 3)).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3])
  expect(held(square, true, 1)).toEqual([1, 4, 7, 2, 5, 8, 3, 6, 9])
})

test('four turns, and two mirrors, are none', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.infiniteStream(fc.nat(250)), (side, values) => {
      const square = Array.from({ length: side * side }, () => values.next().value)
      expect([0, 1, 2, 3].reduce((at) => held(at, false, 1), square)).toEqual(square)
      expect(held(held(square, true, 0), true, 0)).toEqual(square)
      expect(held(square, true, 3)).toEqual(held(held(square, true, 0), false, 3))
    }),
  )
})
