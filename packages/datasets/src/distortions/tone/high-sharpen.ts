import { fromLab, toLab } from '../core/lab.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'
import { gaussianHalf, separableFilter } from '../core/separable-filter.ts'

const SIGMA = 3

/** #24: unsharp masking of lightness, L + amount (L − L blurred with σ = 3). */
export function highSharpen(image: RgbImage, amount: number): Samples {
  const { l, a, b } = toLab(image)
  const blurred = separableFilter(l, image, 1, gaussianHalf(SIGMA))
  for (let i = 0; i < l.length; i++) l[i]! += amount * (l[i]! - blurred[i]!)
  return fromLab({ l, a, b })
}
