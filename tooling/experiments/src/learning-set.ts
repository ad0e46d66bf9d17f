import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type DatasetRow, writeTable } from '@deqa/datasets'
import {
  type DistortionType,
  makeImage,
  type PlannedImage,
  planDistortedSet,
} from '@deqa/datasets/distortions'
import { scenes } from '@deqa/examples/photos'
import { type Content, type ContentKind, contents } from './contents/contents.ts'

/** Damage whose KADID ratings fall with every step of strength. */
export const DAMAGE = [
  'gaussian blur',
  'motion blur',
  'jpeg',
  'white noise',
  'pixelate',
  'color saturation 2',
] as const satisfies DistortionType[]

export interface LearningSetOptions {
  /** Pictures before damage. */
  readonly contents: number
  /** Side of the pictures in pixels; what the network reads, so that nothing is resized. */
  readonly side: number
  /** @default all */
  readonly kinds?: ContentKind[]
  /** @default all of DAMAGE */
  readonly types?: readonly DistortionType[]
  readonly seed: number
}

/** The set of the experiments: 600 contents, 31 pictures of each. */
export const LEARNING_SET: LearningSetOptions = { contents: 600, side: 64, seed: 1 }

/** Shares of the contents to train on, to choose by and to report. */
const RATIOS = { train: 0.85, validation: 0.05, test: 0.1 }

/**
 * Makes the learning set: every content undamaged and under each kind of damage at five strengths, as PNG, with the mean
 * and deviation that KADID-10k's raters gave to that damage. All pictures of one content lie in the same part.
 *
 * @returns its rows, which `ratings.csv` holds too.
 */
export async function makeLearningSet(folder: string, options: LearningSetOptions): Promise<DatasetRow[]> {
  const all = contents(options.contents, options.seed, options.kinds)
  const planned = await plan(all, options)
  await makeImages(folder, all, planned, options.side)
  const rows = planned.map(({ row }) => row)
  await writeTable(join(folder, 'ratings.csv'), rows)
  return rows
}

/** The same damage to the three example scenes, which another program draws: none of the kinds that are trained on. */
export async function makeScenesSet(folder: string, options: LearningSetOptions): Promise<DatasetRow[]> {
  const all = scenes.map(({ render, files }): Content => {
    const [file = ''] = Object.keys(files)
    return {
      name: file.replace('.jpg', ''),
      render(side) {
        const { pixels, ...size } = render(side, side)
        return { ...size, data: pixels }
      },
    }
  })
  const planned = await plan(all, options)
  await makeImages(folder, all, planned, options.side)
  const rows = planned.map(({ row }): DatasetRow => ({ ...row, split: 'test' }))
  await writeTable(join(folder, 'scenes.csv'), rows)
  return rows
}

function plan(
  all: readonly Content[],
  { types = DAMAGE, seed }: LearningSetOptions,
): Promise<PlannedImage[]> {
  const ratios = all.length < 10 ? { test: 1 } : RATIOS
  return planDistortedSet(
    all.map(({ name }) => name),
    { types, seed, ratios },
  )
}

/** Makes the pictures that are not there yet: they depend on names and seed alone. */
async function makeImages(
  folder: string,
  all: readonly Content[],
  planned: readonly PlannedImage[],
  side: number,
): Promise<void> {
  for (const content of all) {
    const missing = planned.filter(
      ({ row }) => row.reference === content.name && !existsSync(join(folder, row.imagePath)),
    )
    if (missing.length === 0) continue
    const picture = content.render(side)
    await mkdir(join(folder, 'images', content.name), { recursive: true })
    await Promise.all(
      missing.map(async (image) =>
        writeFile(join(folder, image.row.imagePath), await makeImage(picture, image)),
      ),
    )
  }
}
