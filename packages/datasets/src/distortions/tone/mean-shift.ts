import type { RgbImage, Samples } from '../core/rgb-image.ts'
import { applyToneCurve } from '../core/tone-curve.ts'

/** #18: every sample, on the scale of 0..1, plus this amount; what leaves the range is cut off. */
export function meanShift({ data }: RgbImage, amount: number): Samples {
  return applyToneCurve(data, (value) => value + amount)
}
