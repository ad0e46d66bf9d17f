import { resizeCubic } from '../core/resize-cubic.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'

/** Reduced by this factor along each side and enlarged again, as a picture that was shared too small. */
export function resample({ width, height, data }: RgbImage, factor: number): Samples {
  const small = {
    width: Math.max(1, Math.round(width / factor)),
    height: Math.max(1, Math.round(height / factor)),
  }
  const reduced = resizeCubic(data, { width, height }, small)
  return new Uint8ClampedArray(resizeCubic(reduced, small, { width, height }))
}
