import type { Plane } from './plane.ts'
import { type RgbImage, requireRgbImage } from './rgb-image.ts'

/**
 * Luma of ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B, in 0..255. It is not rounded to whole levels, as the 8-bit grey of
 * the reference programs is.
 *
 * @throws {TypeError | RangeError} if it is no RGB image.
 */
export function luminance(image: RgbImage): Plane {
  requireRgbImage('luminance', image)
  const { width, height, data } = image
  const luma = new Float64Array(width * height)
  for (let i = 0, from = 0; i < luma.length; i++, from += 3)
    luma[i] = 0.299 * data[from]! + 0.587 * data[from + 1]! + 0.114 * data[from + 2]!
  return { width, height, data: luma }
}
