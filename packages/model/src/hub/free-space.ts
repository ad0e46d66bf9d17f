import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Bytes that may still be written where a folder is, or will be. Undefined where the system does not say. */
export async function freeSpace(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch (error) {
    const parent = dirname(folder)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === folder) return undefined
    return await freeSpace(parent)
  }
}
