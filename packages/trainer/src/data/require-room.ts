import { viewsPerImage } from '@deqa/model/image'
import { type BatchLayout, imagesPerBatch } from './assemble-batch.ts'
import { TrainingDataInvalidError } from './errors.ts'
import { seesTogether } from './scored-views.ts'

/** How many images of the network a picture is when it is scored. */
export function imagesPerPicture(layout: Pick<BatchLayout, 'network' | 'views'>): number {
  return seesTogether(layout) ? 1 : viewsPerImage(layout)
}

/**
 * An evaluation reads all views of a picture in one batch.
 *
 * @throws {TrainingDataInvalidError} if a batch has no room for them.
 */
export function requireRoom(layout: BatchLayout): void {
  const views = imagesPerPicture(layout)
  if (views <= imagesPerBatch(layout)) return
  throw new TrainingDataInvalidError(
    'evaluation',
    `an image is seen in ${views} views, a batch has room for ${imagesPerBatch(layout)}: make batch.size larger`,
  )
}
