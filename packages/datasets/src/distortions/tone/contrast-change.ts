import type { RgbImage, Samples } from '../core/rgb-image.ts'
import { applyToneCurve } from '../core/tone-curve.ts'

/**
 * #25: the smooth curve through (0, 0), (0.3, 0.25 − amount/4), (½, ½), (0.7, 0.75 + amount/4) and (1, 1): above
 * about −0.2 it raises the contrast of the middle tones, below it lowers it.
 *
 * The not-a-knot spline through points that mirror each other at (½, ½) is one odd cubic: y = ½ + s u + k u³ with
 * u = x − ½, k = −(0.05 + amount/4) / 0.042 and s = 1 − k/4.
 */
export function contrastChange({ data }: RgbImage, amount: number): Samples {
  const cubic = -(0.05 + amount / 4) / 0.042
  const slope = 1 - cubic / 4
  return applyToneCurve(data, (value) => {
    const u = value - 0.5
    return 0.5 + slope * u + cubic * u * u * u
  })
}
