import { readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { inaccessible } from '../system/file-inaccessible-error.ts'

/** No lister takes a name with a dot at its start for a model, and nobody else's ends like this. */
const ENDING = '.deqa.removed'

/**
 * Removes a folder that others may be looking at. It is gone for them at once, though removing many gigabytes takes a
 * while; what a process that was killed meanwhile left is removed by the next removal beside it.
 *
 * @returns whether there was one, if only in part.
 * @throws {FileInaccessibleError} if the system does not allow it.
 */
export async function removeFolder(folder: string): Promise<boolean> {
  const parent = dirname(folder)
  const going = `.${basename(folder)}${ENDING}`
  try {
    const left = (await readdir(parent).catch(() => [])).filter(isGoing)
    await removeAll(parent, left)
    const wasThere = await renameIfThere(folder, join(parent, going))
    await removeAll(parent, [going])
    return wasThere || left.includes(going)
  } catch (error) {
    throw inaccessible(error, parent, 'a folder to write in')
  }
}

function isGoing(name: string): boolean {
  return name.startsWith('.') && name.endsWith(ENDING)
}

async function removeAll(parent: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(parent, name), { recursive: true, force: true })
}

async function renameIfThere(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
