import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import { createAtomicFile } from '../output/atomic-file.ts'
import { makeFolder } from '../output/make-folder.ts'
import type { SplitRatios } from './dataset-make-options.ts'
import type { Photograph } from './dataset-make-photographs.ts'

/** Everything that the pixels and labels of a set depend on. */
export interface Recipe {
  readonly version: 1
  readonly types: readonly string[]
  readonly strengths: readonly number[]
  readonly chains: number
  readonly seed: string
  readonly split: SplitRatios
  readonly format: 'png' | 'jpeg'
  readonly size: number
  readonly photographs: readonly Omit<Photograph, 'path'>[]
}

/**
 * Puts the recipe into a new folder, or makes sure that the folder was begun by the same one.
 *
 * @throws {UsageError} if something else lies there.
 */
export async function claimFolder(folder: string, recipe: Recipe): Promise<void> {
  const path = join(folder, 'dataset.json')
  const text = `${JSON.stringify(recipe, null, 2)}\n`
  const earlier = await readFile(path, 'utf8').catch(() => undefined)
  if (earlier === text) return
  if (earlier !== undefined)
    throw new UsageError(
      `${folder} holds a set with other settings or of other photographs${differences(earlier, recipe)}`,
      'Go on with the settings in its dataset.json, or name another folder.',
    )
  await makeFolder(folder, '--out')
  if ((await readdir(folder)).length > 0)
    throw new UsageError(`--out: ${folder} already holds something else`, 'Name an empty or a new folder.')
  const file = await createAtomicFile(path)
  await file.write(text)
  await file.finish()
}

function differences(earlier: string, recipe: Recipe): string {
  let other: Record<string, unknown>
  try {
    other = Object(JSON.parse(earlier))
  } catch {
    return ''
  }
  const keys = (Object.keys(recipe) as (keyof Recipe)[]).filter(
    (key) => JSON.stringify(recipe[key]) !== JSON.stringify(other[key]),
  )
  return keys.length > 0 ? `: ${keys.join(', ')}` : ''
}
