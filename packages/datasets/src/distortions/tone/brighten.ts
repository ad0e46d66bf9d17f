import { fromLab, toLab } from '../core/lab.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'
import { applyToneCurve, clampUnit, liftedCurve } from '../core/tone-curve.ts'

/** #16: two thirds of the image under the curve through (½, ½ + amount/2), one third with its lightness under it. */
export function brighten(image: RgbImage, amount: number): Samples {
  const curve = liftedCurve(amount / 2)
  const lab = toLab(image)
  for (let i = 0; i < lab.l.length; i++) lab.l[i] = 100 * clampUnit(curve(lab.l[i]! / 100))
  const light = fromLab(lab)
  const curved = applyToneCurve(image.data, curve)
  for (let i = 0; i < curved.length; i++) curved[i] = (2 * curved[i]! + light[i]!) / 3
  return curved
}
