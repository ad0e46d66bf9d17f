import { expect, test } from 'vitest'
import { greyPicture } from '../../test/pictures.ts'
import { halfSize } from './half-size.ts'
import { luminance } from './luminance.ts'
import { corner } from './plane.ts'

test('luminance of white and of pure colours', () => {
  const data = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 100, 0, 0, 0, 10)
  const { data: luma } = luminance({ width: 4, height: 1, data })
  for (const [i, expected] of [255, 76.245, 58.7, 1.14].entries()) expect(luma[i]).toBeCloseTo(expected, 12)
})

test('says what is no image', () => {
  expect(() => luminance({ width: 2, height: 2, data: new Uint8Array(11) })).toThrow(
    'luminance: expected 12 bytes of RGB, got Uint8Array of 11',
  )
  expect(() => luminance({ width: 0, height: 2, data: new Uint8Array(0) })).toThrow(RangeError)
})

test('half the size: a slope stays a slope, a constant itself, an odd line is left out', () => {
  const slope = halfSize(luminance(greyPicture(41, 20, (x, y) => 2 * x + 3 * y)))
  expect([slope.width, slope.height]).toEqual([20, 10])
  // The middle of columns 20 and 21, and of rows 10 and 11.
  expect(slope.data[5 * 20 + 10]).toBeCloseTo(2 * 20.5 + 3 * 10.5, 10)
  const flat = halfSize(luminance(greyPicture(8, 8, () => 77)))
  for (const value of flat.data) expect(value).toBeCloseTo(77, 10)
})

test('half the size: what alternates from pixel to pixel is gone', () => {
  const { data } = halfSize(luminance(greyPicture(40, 40, (x) => (x % 2) * 200)))
  expect(data[10 * 20 + 10]).toBeCloseTo(100, 10)
})

test('the corner of a plane', () => {
  const plane = { width: 3, height: 3, data: Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]) }
  expect([...corner(plane, 2, 2).data]).toEqual([1, 2, 4, 5])
})
