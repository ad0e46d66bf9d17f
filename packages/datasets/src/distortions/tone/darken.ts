import type { RgbImage, Samples } from '../core/rgb-image.ts'
import { applyToneCurve, liftedCurve } from '../core/tone-curve.ts'

/** #17: the curve through (½, ½ − amount/2). */
export function darken({ data }: RgbImage, amount: number): Samples {
  return applyToneCurve(data, liftedCurve(-amount / 2))
}
