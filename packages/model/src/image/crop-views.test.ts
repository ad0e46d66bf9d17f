import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countViews, cutView, fitForViews, viewPlaces } from './crop-views.ts'
import { ImageTooLargeError } from './image-errors.ts'

const blank = (width: number, height: number) => ({ width, height, data: new Uint8Array(width * height * 3) })
const views = { longSide: 512, along: 3, across: 2 }

test('squares lie in a grid that touches the borders, along the longer side whichever it is', () => {
  const landscape = viewPlaces({ width: 500, height: 300 }, 100, views)
  expect(landscape).toEqual([
    ...[0, 200, 400].map((left) => ({ left, top: 0 })),
    ...[0, 200, 400].map((left) => ({ left, top: 200 })),
  ])
  expect(viewPlaces({ width: 300, height: 500 }, 100, views)).toEqual([
    ...[0, 200].map((left) => ({ left, top: 0 })),
    ...[0, 200].map((left) => ({ left, top: 200 })),
    ...[0, 200].map((left) => ({ left, top: 400 })),
  ])
})

test('one square on a side lies in its middle', () => {
  expect(viewPlaces({ width: 201, height: 100 }, 100, { longSide: 512, along: 1, across: 1 })).toEqual([
    { left: 50, top: 0 },
  ])
})

test('a large picture is reduced to the long side, a small one enlarged until it holds a square', () => {
  const sizes = (width: number, height: number) => {
    const fitted = fitForViews(blank(width, height), 96, views)
    return [fitted.width, fitted.height]
  }
  expect(sizes(1024, 768)).toEqual([512, 384])
  expect(sizes(300, 600)).toEqual([256, 512])
  expect(sizes(48, 64)).toEqual([96, 128])
  // Reduced to 512 it would be 51 high.
  expect(sizes(1000, 100)).toEqual([960, 96])
})

test('a strip is enlarged as any picture, and refused when it is too thin for that', () => {
  const fitted = (width: number, height: number) => {
    const { width: w, height: h } = fitForViews(blank(width, height), 192, views)
    return [w, h]
  }
  // A panorama, and strips of 20 and 200 to 1, lying and standing.
  expect(fitted(6000, 500)).toEqual([2304, 192])
  expect(fitted(2000, 100)).toEqual([3840, 192])
  expect(fitted(20, 400)).toEqual([192, 3840])
  expect(fitted(8000, 40)).toEqual([38_400, 192])
  // 192 × 192 × 542 are the last below 20 million.
  expect(fitted(542, 1)).toEqual([104_064, 192])
  for (const [width, height] of [
    [543, 1],
    [1, 543],
    [40_000, 1],
  ] as const) {
    expect(() => fitForViews(blank(width, height), 192, views)).toThrow(ImageTooLargeError)
  }
  // It fits as it is, and is too much to keep all the same.
  expect(() => fitForViews(blank(105_000, 192), 192, views, 'a.png')).toThrow(
    'a.png: expected at most 20,000,000 pixels when its shorter side has 192, got 105000×192, of 105000×192\nIt is too thin',
  )
})

test('a picture of the right size is not copied', () => {
  const image = blank(481, 321)
  expect(fitForViews(image, 96, views)).toBe(image)
})

test('a square holds the pixels of its place', () => {
  const image = { width: 4, height: 3, data: Uint8Array.from({ length: 36 }, (_, i) => i) }
  expect([...cutView(image, { left: 1, top: 1 }, 2).data]).toEqual([
    ...[15, 16, 17, 18, 19, 20],
    ...[27, 28, 29, 30, 31, 32],
  ])
})

test('every square lies within the picture, whatever its size', () => {
  const side = fc.integer({ min: 1, max: 400 })
  const grid = fc.integer({ min: 1, max: 4 })
  fc.assert(
    fc.property(side, side, grid, grid, (width, height, along, across) => {
      const shape = { longSide: 96, along, across }
      const fitted = fitForViews(blank(width, height), 16, shape)
      const places = viewPlaces(fitted, 16, shape)
      expect(places).toHaveLength(countViews(shape))
      for (const { left, top } of places) {
        expect(left).toBeGreaterThanOrEqual(0)
        expect(top).toBeGreaterThanOrEqual(0)
        expect(left + 16).toBeLessThanOrEqual(fitted.width)
        expect(top + 16).toBeLessThanOrEqual(fitted.height)
      }
    }),
    // Thin pictures are enlarged by much: a hundred of them are enough.
    { numRuns: 100 },
  )
})
