import { mkdir, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { ModelInvalidError } from '../model-folder/errors.ts'
import { lockFile } from '../model-folder/file-lock.ts'
import { MANIFEST_FILE } from '../model-folder/manifest.ts'
import { exists } from '../system/exists.ts'

export interface StagedFolderOptions {
  /** Replace a model that is at the target. Nothing but a model folder is ever replaced. */
  readonly overwrite: boolean
  /** Whether what was written is kept for another try, when `write` fails with this error. @default never */
  readonly keepsAfter?: (error: unknown) => boolean
  readonly signal?: AbortSignal
}

/**
 * Lets `write` fill a folder beside `target` and then gives it that name: the target is whole or absent, never half
 * written. The folder may hold what an interrupted call left, which `write` either uses or removes. Of several
 * processes with the same target one works, and the others wait.
 *
 * @throws {ModelInvalidError} if the target exists and may not be replaced: without `overwrite`, or because it
 *   is not a model folder; or if another process has taken this one for dead and writes the target now.
 * @throws {FileInaccessibleError} if nothing can be created beside the target.
 */
export async function writeStagedFolder<R>(
  target: string,
  { overwrite, keepsAfter = () => false, signal }: StagedFolderOptions,
  write: (folder: string) => Promise<R>,
): Promise<R> {
  const folder = resolve(target)
  await requireReplaceable(folder, overwrite)
  const staged = join(dirname(folder), `.${basename(folder)}.partial`)
  await using lock = await lockFile(`${staged}.lock`, { signal })
  await restoreReplaced(folder, staged)
  await mkdir(staged, { recursive: true })
  try {
    const result = await write(staged)
    await requireReplaceable(folder, overwrite)
    if (!(await lock.isHeld())) throw overtaken(folder)
    await replace(folder, staged)
    return result
  } catch (error) {
    // What is there may be the work of whoever holds the lock now.
    if (await lock.isHeld()) {
      if (!keepsAfter(error)) await rm(staged, { recursive: true, force: true })
      // Where nothing was written yet there is nothing to keep.
      else await rmdir(staged).catch(() => undefined)
    }
    throw error
  }
}

function overtaken(folder: string): ModelInvalidError {
  return new ModelInvalidError(
    folder,
    'this process stood still for a minute, and another one writes this model now',
    'Let that one finish, or convert to another folder.',
  )
}

async function requireReplaceable(folder: string, overwrite: boolean): Promise<void> {
  if (!(await exists(folder))) return
  if (!(await exists(join(folder, MANIFEST_FILE)))) {
    throw new ModelInvalidError(
      folder,
      'exists and is not a model folder, so it will not be replaced',
      'Choose another output folder.',
    )
  }
  if (!overwrite) {
    throw new ModelInvalidError(
      folder,
      'there is a model already',
      'Allow it to be replaced (overwrite), or choose another output folder.',
    )
  }
}

const replacedName = (staged: string): string => `${staged}.replaced`

async function replace(folder: string, staged: string): Promise<void> {
  const old = replacedName(staged)
  const hadOld = await rename(folder, old).then(
    () => true,
    () => false,
  )
  await rename(staged, folder)
  if (hadOld) await rm(old, { recursive: true })
}

/** A process that was killed between the two renamings left the old model aside: its user has it back until then. */
async function restoreReplaced(folder: string, staged: string): Promise<void> {
  const old = replacedName(staged)
  if (!(await exists(old))) return
  if (await exists(folder)) await rm(old, { recursive: true })
  else await rename(old, folder)
}
