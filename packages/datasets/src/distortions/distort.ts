import { fitRange } from './core/fit-range.ts'
import { randomOf } from './core/random.ts'
import { type RgbImage, requireRgbImage } from './core/rgb-image.ts'
import { atStrength, type DistortionStep, requireStep } from './distortion-types.ts'
import { operations } from './operations.ts'

export interface DistortOptions extends DistortionStep {
  /** What random damage, such as noise, is drawn from. The same seed gives the same pixels. */
  readonly seed: number | string
}

/**
 * Damages a picture as KADID-10k does, for instance while training: about 5–60 ms for 481×321 pixels.
 *
 * Parameters in pixels (radii, patches, blocks) are KADID's for its 512×384 pixels and do not grow with the picture:
 * reduce a photograph to about that size first if the damage should look as its raters saw it. The result is
 * stretched over the range of values that the original and the damaged picture have together; KADID's generator stretches
 * to 0..255, before and after. Where the original does not fill 0..255, what shifts it also widens its contrast.
 *
 * @returns a new image of the same size.
 * @throws {TypeError | RangeError} if the image, the type or the strength is not what it should be.
 * @throws {CodecMissing} if `jpeg` is asked for without sharp, or `jpeg2000` without `@cornerstonejs/codec-openjpeg`.
 */
export async function distort(image: RgbImage, options: DistortOptions): Promise<RgbImage> {
  requireRgbImage('distort', image)
  requireStep('distort', options)
  const { apply, amounts } = operations[options.type]
  const amount = atStrength(amounts, options.strength)
  const { width, height } = image
  // Node's Buffer is a Uint8Array whose `slice` does not copy: a distortion would damage the original.
  const data = new Uint8Array(image.data.buffer, image.data.byteOffset, image.data.length)
  const samples = await apply({ width, height, data }, amount, randomOf(options.seed))
  return { width, height, data: fitRange(samples, data) }
}

/**
 * Damages a picture by several steps, one after the other; each draws from a seed of its own.
 *
 * @returns the picture itself if there is no step.
 */
export async function distortChain(
  image: RgbImage,
  { steps, seed }: { readonly steps: readonly DistortionStep[]; readonly seed: number | string },
): Promise<RgbImage> {
  let damaged = image
  for (const [index, step] of steps.entries())
    damaged = await distort(damaged, { ...step, seed: `${seed}/${index}` })
  return damaged
}
