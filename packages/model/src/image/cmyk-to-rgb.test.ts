import { expect, test } from 'vitest'
import { cmykToRgb } from './cmyk-to-rgb.ts'

test.each([
  [
    [0, 0, 0, 0],
    [255, 255, 255],
  ],
  [
    [0, 0, 0, 255],
    [0, 0, 0],
  ],
  [
    [255, 0, 128, 0],
    [0, 255, 127],
  ],
  // White is 155; 155 · 100/255 = 60.8 → 61, 155 · 200/255 = 121.6 → 122.
  [
    [100, 200, 0, 100],
    [94, 33, 155],
  ],
])('inks %j give %j', (inks, rgb) => {
  expect([...cmykToRgb(1, 1, Uint8Array.from(inks)).data]).toEqual(rgb)
})
