import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { ModelInvalidError } from '../model-folder/errors.ts'
import { MANIFEST_FILE } from '../model-folder/manifest.ts'

/**
 * Lets `write` fill a fresh folder beside `target` and then gives it that name: the target is whole or absent,
 * never half written. When `write` fails, what it wrote is removed.
 *
 * @throws {ModelInvalidError} if the target exists and may not be replaced: without `overwrite`, or because it
 *   is not a model folder.
 */
export async function writeStagedFolder<R>(
  target: string,
  overwrite: boolean,
  write: (folder: string) => Promise<R>,
): Promise<R> {
  const folder = resolve(target)
  await requireReplaceable(folder, overwrite)
  await mkdir(dirname(folder), { recursive: true })
  const staged = join(dirname(folder), `${stagedPrefix(folder)}${randomUUID()}`)
  await mkdir(staged)
  try {
    const result = await write(staged)
    await requireReplaceable(folder, overwrite)
    await replace(folder, staged)
    return result
  } catch (error) {
    await rm(staged, { recursive: true, force: true })
    throw error
  }
}

/** How the names of unfinished folders beside a target begin. */
export function stagedPrefix(target: string): string {
  return `.${basename(target)}.partial-`
}

async function requireReplaceable(folder: string, overwrite: boolean): Promise<void> {
  const exists = async (path: string) => (await stat(path).catch(() => undefined)) !== undefined
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

async function replace(folder: string, staged: string): Promise<void> {
  const old = `${staged}.replaced`
  const hadOld = await rename(folder, old).then(
    () => true,
    () => false,
  )
  await rename(staged, folder)
  if (hadOld) await rm(old, { recursive: true })
}
