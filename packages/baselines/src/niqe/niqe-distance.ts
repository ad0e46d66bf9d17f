import { withoutDetail } from '../errors.ts'
import type { RgbImage } from '../image/rgb-image.ts'
import { fitMultivariateGaussian, gaussianDistance } from '../statistics/multivariate-gaussian.ts'
import type { NiqeModel } from './fit-niqe.ts'
import { niqeFeatures } from './niqe-features.ts'

/**
 * NIQE, the natural image quality evaluator: how far the statistics of an image's patches lie from those of good
 * photographs. 0 or more, lower is better.
 *
 *   D = √((ν₁ − ν₂)ᵀ ((Σ₁ + Σ₂) / 2)⁻¹ (ν₁ − ν₂))
 *
 * Source: Mittal, Soundararajan, Bovik: Making a “completely blind” image quality analyzer, IEEE Signal Processing
 * Letters 20(3), 2013, Eq. 10. Values depend on the photographs that the model was fitted on: they are not those of the
 * authors' program.
 *
 * @throws {ImageUnsuitable} if a side is below 96 pixels, or no patch holds any detail.
 * @throws {RangeError} if the covariances are not positive definite, which those of a fitted model are.
 */
export function niqeDistance(image: RgbImage, model: NiqeModel): number {
  const patches = niqeFeatures(image)
  if (patches.length === 0) throw withoutDetail('NIQE')
  const distance = gaussianDistance(model, fitMultivariateGaussian(patches.map(({ features }) => features)))
  if (distance === undefined)
    throw new RangeError('niqeDistance: expected a model with a positive definite covariance')
  return distance
}
