import { expect, test } from 'vitest'
import { padToSquare } from './pad-to-square.ts'

const blank = (width: number, height: number) => ({ width, height, data: new Uint8Array(width * height * 3) })

test('the image is centred; an odd rest goes below or to the right', () => {
  expect(padToSquare(blank(5, 2))).toMatchObject({ width: 5, height: 5, left: 0, top: 1 })
  expect(padToSquare(blank(2, 5))).toMatchObject({ width: 5, height: 5, left: 1, top: 0 })
  expect(padToSquare(blank(4, 4))).toMatchObject({ width: 4, height: 4, left: 0, top: 0 })
})

test("the colour is CLIP's mean, truncated", () => {
  expect(padToSquare(blank(1, 1)).colour).toEqual([122, 116, 104])
})
