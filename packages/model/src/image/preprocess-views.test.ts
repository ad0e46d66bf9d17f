import { expect, test } from 'vitest'
import { cutView } from './crop-views.ts'
import { preprocessImage } from './preprocess-image.ts'
import { preprocessViews, viewsPerImage } from './preprocess-views.ts'

const image = { width: 40, height: 30, data: Uint8Array.from({ length: 3600 }, (_, i) => (7 * i) % 251) }

test('without views it is the preprocessing of the original', () => {
  expect(viewsPerImage({})).toBe(1)
  expect(preprocessViews(image, { size: 16 }, new Float32Array(768))).toEqual(
    preprocessImage(image, { size: 16 }),
  )
})

test('each view is a square of the picture, normalised, in the order of the grid', () => {
  const views = { longSide: 64, along: 2, across: 1 }
  expect(viewsPerImage({ views })).toBe(2)
  const out = preprocessViews(image, { size: 16, views }, new Float32Array(2 * 768))
  for (const [v, left] of [0, 24].entries()) {
    const square = cutView(image, { left, top: 7 }, 16)
    // A square of S × S is neither padded nor resampled.
    expect(out.subarray(v * 768, (v + 1) * 768)).toEqual(preprocessImage(square, { size: 16 }))
  }
})
