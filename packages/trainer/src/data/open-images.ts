import type { TrainingConfig } from '../config/schema.ts'
import type { BatchLayout } from './assemble-batch.ts'
import { ImageLoader } from './image-loader.ts'

/** Opens a loader that gives images as a network's batches want them. */
export function openImages(
  { network, views }: Pick<BatchLayout, 'network' | 'views'>,
  data: TrainingConfig['data'],
): Promise<ImageLoader> {
  return ImageLoader.open({
    size: network.vision.imageSize,
    views,
    workers: data.workers,
    memoryBytes: data.cacheMiB * 2 ** 20,
    ...(data.cacheFolder !== null && {
      folder: data.cacheFolder,
      folderBytes: data.cacheFolderMiB * 2 ** 20,
    }),
  })
}
