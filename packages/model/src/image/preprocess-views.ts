import { type CropViews, countViews, fitForViews, gridViews } from './crop-views.ts'
import { CLIP_STATISTICS, normalizePixels } from './normalize-pixels.ts'
import { type PreprocessOptions, preprocessImage } from './preprocess-image.ts'
import type { RgbImage } from './types.ts'

export interface ViewOptions extends PreprocessOptions {
  /** Several squares of the picture. @default the whole picture in one, as the original system does */
  readonly views?: CropViews | undefined
  /** How errors call the picture. @default 'image' */
  readonly where?: string
}

/** V: how many images the network sees of one picture. */
export function viewsPerImage({ views }: Pick<ViewOptions, 'views'>): number {
  return views === undefined ? 1 : countViews(views)
}

/**
 * Everything that the network sees of a picture: the whole of it, padded and resampled (`preprocessImage`), or squares
 * cut from it.
 *
 * @param out - shape [V, 3, S, S].
 * @returns `out`.
 * @throws {ImageTooLargeError} if squares are cut and the picture is too thin for them: see `fitForViews`.
 */
export function preprocessViews(image: RgbImage, options: ViewOptions, out: Float32Array): Float32Array {
  const { size, views, mean = CLIP_STATISTICS.mean, std = CLIP_STATISTICS.std, where } = options
  if (views === undefined) return preprocessImage(image, options, out)
  const length = 3 * size * size
  const fitted = fitForViews(image, size, views, where)
  for (const [v, square] of gridViews(fitted, size, views).entries()) {
    normalizePixels(square, { mean, std }, out.subarray(v * length, (v + 1) * length))
  }
  return out
}
