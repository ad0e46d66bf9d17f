import { type CropViews, cutView, viewPlaces } from '@deqa/model/image'
import type { Pixels } from './resize-image.ts'

/** The squares of an image that scoring sees, each [S, S, 3]. */
export function gridViews({ width, height, pixels }: Pixels, size: number, views: CropViews): Uint8Array[] {
  const image = { width, height, data: pixels }
  return viewPlaces(image, size, views).map((place) => cutView(image, place, size).data)
}
