import { stat } from 'node:fs/promises'
import { TrainingImageUnreadableError } from './errors.ts'

/** How many files are looked for at once: enough to keep a slow disk busy. */
const AT_ONCE = 64

/**
 * Looks for every image that a run will read, so that one that is missing is told of now and not after hours. Whether an
 * image can be decoded shows when it is read.
 *
 * @param paths - of the images; each is looked for once.
 * @throws {TrainingImageUnreadableError} that names the first one that is no file, and says how many are none.
 * @throws the signal's reason when it aborts.
 */
export async function requireImages(paths: Iterable<string>, signal?: AbortSignal): Promise<void> {
  const all = [...new Set(paths)]
  const problems: (string | undefined)[] = []
  let next = 0
  const look = async () => {
    while (next < all.length) {
      signal?.throwIfAborted()
      const index = next++
      problems[index] = await problemOf(all[index]!)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, look))
  const first = problems.findIndex((problem) => problem !== undefined)
  if (first < 0) return
  const count = problems.filter((problem) => problem !== undefined).length
  throw new TrainingImageUnreadableError(
    all[first]!,
    `expected an image, ${problems[first]}; so it is with ${count} of ${all.length} images`,
    'Correct the folder of the images (images), or let others stand in for those that are missing: data.badImages: replace.',
  )
}

async function problemOf(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'got a folder' : undefined
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? 'there is none' : `got ${code}`
  }
}
