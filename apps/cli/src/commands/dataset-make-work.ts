import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeImage, type PlannedImage, readPhotograph } from '@deqa/datasets/distortions'

/** The images of one photograph that are still to be made. */
export interface Work {
  readonly photograph: { readonly name: string; readonly path: string }
  /** In `folder` each image has its path. */
  readonly folder: string
  readonly longSide: number
  readonly images: readonly PlannedImage[]
}

/**
 * Makes the images one after the other. Each appears under its name only when it is whole, so the run may end at any
 * moment.
 *
 * @param onMade - called after each image.
 * @returns why the photograph cannot be used, if it cannot be read.
 */
export async function makeImages(
  { photograph, folder, longSide, images }: Work,
  signal: AbortSignal,
  onMade: () => void,
): Promise<string | undefined> {
  const picture = await readPhotograph(photograph.path, { longSide }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'DATASET_FILE_UNREADABLE') return error
    throw error
  })
  if (picture instanceof Error) return picture.message
  for (const image of images) {
    if (signal.aborted) return undefined
    const path = join(folder, image.row.imagePath)
    const bytes = await makeImage(picture, image)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(`${path}.partial`, bytes)
    await rename(`${path}.partial`, path)
    onMade()
  }
  return undefined
}
