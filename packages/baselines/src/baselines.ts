import { loadBrisqueModel } from './brisque/brisque-model.ts'
import { brisqueQuality } from './brisque/brisque-quality.ts'
import type { RgbImage } from './image/rgb-image.ts'
import { niqeDistance } from './niqe/niqe-distance.ts'
import { loadNiqeModel } from './niqe/niqe-model.ts'
import { jpegBytesPerPixel } from './simple/jpeg-bytes-per-pixel.ts'
import { meanGradient } from './simple/mean-gradient.ts'

export const BASELINE_NAMES = ['niqe', 'brisque', 'mean-gradient', 'jpeg-size'] as const

export type BaselineName = (typeof BASELINE_NAMES)[number]

/** A measure of quality to compare a model with. */
export interface Baseline {
  readonly name: BaselineName
  /** Its name in full. */
  readonly title: string
  /** What its parameters are fitted on, in words; absent where it has none. */
  readonly fittedOn?: string
  /**
   * The quality of an image, on a scale of the measure's own. **Higher is always better**: what counts damage, as NIQE
   * does, is negated.
   *
   * @throws {ImageUnsuitable} (rejects) if the measure does not exist for the image: too small, too large, or without any
   *   detail.
   */
  predict(image: RgbImage): Promise<number>
}

/**
 * Opens a baseline with the parameters that come with the package.
 *
 * @throws {RangeError} if there is none of this name.
 */
export async function loadBaseline(name: BaselineName): Promise<Baseline> {
  switch (name) {
    case 'niqe': {
      const model = await loadNiqeModel()
      return {
        name,
        title: 'NIQE (negated)',
        fittedOn: model.fittedOn,
        predict: async (image) => -niqeDistance(image, model),
      }
    }
    case 'brisque': {
      const model = await loadBrisqueModel()
      return {
        name,
        title: 'BRISQUE',
        fittedOn: model.fittedOn,
        predict: async (image) => brisqueQuality(image, model),
      }
    }
    case 'mean-gradient':
      return { name, title: 'Mean gradient', predict: async (image) => meanGradient(image) }
    case 'jpeg-size':
      return { name, title: 'Bytes per pixel as JPEG', predict: jpegBytesPerPixel }
    default:
      throw new RangeError(
        `loadBaseline: expected one of ${BASELINE_NAMES.join(', ')}, got ${JSON.stringify(name)}`,
      )
  }
}
