import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { IMAGE_EXTENSIONS } from '@deqa/model'
import { messageOf, UsageError } from '../errors.ts'
import { imageEndings } from '../input/image-endings.ts'
import { walkFolder } from '../input/walk-folder.ts'

export interface Photograph {
  /** Way below the folder, with `/` on every system. */
  readonly name: string
  readonly path: string
  readonly sha256: string
}

export interface FoundPhotographs {
  /** In code-unit order. */
  readonly photographs: readonly Photograph[]
  /** Files with the same bytes as one before them: the same content must not lie in two parts of a split. */
  readonly duplicates: readonly { readonly name: string; readonly sameAs: string }[]
  /** Files and folders that cannot be read. */
  readonly unreadable: readonly { readonly name: string; readonly message: string }[]
}

/**
 * Finds the images below a folder.
 *
 * @param except - a folder that may lie in it, whose images are none of its photographs.
 * @throws {UsageError} if the folder is none, or holds no image that can be read.
 */
export async function findPhotographs(
  folder: string,
  except: string,
  signal: AbortSignal,
): Promise<FoundPhotographs> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory())
    throw new UsageError(`expected a folder of photographs, got ${folder}`)
  const nameOf = (path: string): string => relative(folder, path).replaceAll(sep, '/')
  const found = await walkFolder(folder, [...IMAGE_EXTENSIONS])
  const unreadable = found.unreadable.map(({ path, cause }) => ({
    name: nameOf(path),
    message: `cannot read the folder ${path}: ${messageOf(cause)}`,
  }))
  const photographs = new Map<string, Photograph>()
  const duplicates: { name: string; sameAs: string }[] = []
  const made = resolve(except) + sep
  for (const path of found.files) {
    if (resolve(path).startsWith(made)) continue
    signal.throwIfAborted()
    const name = nameOf(path)
    const sha256 = await hashOf(path).catch((cause: unknown) => {
      unreadable.push({ name, message: `cannot read ${path}: ${messageOf(cause)}` })
      return undefined
    })
    if (sha256 === undefined) continue
    const known = photographs.get(sha256)
    if (known) duplicates.push({ name, sameAs: known.name })
    else photographs.set(sha256, { name, path, sha256 })
  }
  if (photographs.size === 0) {
    const why = unreadable[0] ? ` that can be read; the first problem: ${unreadable[0].message}` : ''
    throw new UsageError(`found no image in ${folder}${why}`, imageEndings())
  }
  return { photographs: [...photographs.values()], duplicates, unreadable }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
