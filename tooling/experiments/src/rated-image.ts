import { resolve } from 'node:path'
import type { DatasetRow } from '@deqa/datasets'
import type { RatedImage } from '@deqa/trainer'

/**
 * A row as an evaluation wants it; its rating is on [1, 5] already.
 *
 * @param folder - of the set, which the row's path may be relative to.
 */
export function ratedImage(
  { id, imagePath, mos, std, reference, distortion }: DatasetRow,
  folder: string,
): RatedImage {
  return {
    id,
    image: id,
    path: resolve(folder, imagePath),
    mos,
    score: mos,
    ...(std !== undefined && { std }),
    ...(reference !== undefined && { reference }),
    ...(distortion !== undefined && { distortion: distortion.type }),
  }
}
