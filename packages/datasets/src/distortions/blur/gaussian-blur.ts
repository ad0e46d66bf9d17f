import type { RgbImage, Samples } from '../core/rgb-image.ts'
import { gaussianHalf, separableFilter } from '../core/separable-filter.ts'

/** #01: a Gaussian of deviation σ pixels. */
export function gaussianBlur(image: RgbImage, sigma: number): Samples {
  return separableFilter(image.data, image, 3, gaussianHalf(sigma))
}
