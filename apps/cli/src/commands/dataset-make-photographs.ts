import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { IMAGE_EXTENSIONS } from '@deqa/model'
import { UsageError } from '../errors.ts'
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
}

/**
 * Finds the images below a folder.
 *
 * @param except - a folder that may lie in it, whose images are none of its photographs.
 * @throws {UsageError} if the folder is none, or cannot be read in full, or holds no image.
 */
export async function findPhotographs(
  folder: string,
  except: string,
  signal: AbortSignal,
): Promise<FoundPhotographs> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory())
    throw new UsageError(`expected a folder of photographs, got ${folder}`)
  const { files, unreadable } = await walkFolder(folder, [...IMAGE_EXTENSIONS])
  if (unreadable[0]) throw new UsageError(`cannot read the folder ${unreadable[0].path}`)
  const photographs = new Map<string, Photograph>()
  const duplicates: { name: string; sameAs: string }[] = []
  const made = resolve(except) + sep
  for (const path of files) {
    if (resolve(path).startsWith(made)) continue
    signal.throwIfAborted()
    const name = relative(folder, path).replaceAll(sep, '/')
    const sha256 = await hashOf(path)
    const known = photographs.get(sha256)
    if (known) duplicates.push({ name, sameAs: known.name })
    else photographs.set(sha256, { name, path, sha256 })
  }
  if (photographs.size === 0) throw new UsageError(`found no image in ${folder}`)
  return { photographs: [...photographs.values()], duplicates }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash).catch((cause: unknown) => {
    throw new UsageError(`cannot read ${path}: ${cause instanceof Error ? cause.message : String(cause)}`)
  })
  return hash.digest('hex')
}
