import type { RgbImage } from '../image/rgb-image.ts'
import { brisqueFeatures } from './brisque-features.ts'
import type { BrisqueModel } from './brisque-model.ts'
import { predictByKernels } from './kernel-regression.ts'

/**
 * BRISQUE, the blind/referenceless image spatial quality evaluator: a regression from the image's natural-scene
 * statistics to the ratings it was fitted on, in their units. With the package's own model: about 1..5, higher is better.
 * (The original predicts a DMOS, where lower is better.)
 *
 * @throws {ImageUnsuitable} if a side is below 14 pixels, or nothing in the image varies.
 */
export function brisqueQuality(image: RgbImage, model: BrisqueModel): number {
  return predictByKernels(model, brisqueFeatures(image))
}
