import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Bytes that may still be written where a folder is, or will be. Undefined where the system does not say. */
export async function freeSpace(folder: string): Promise<number | undefined> {
  try {
    const { blocks, bavail, bsize } = await statfs(folder)
    // A file system without any blocks does not count them.
    return blocks === 0 ? undefined : bavail * bsize
  } catch (error) {
    const parent = dirname(folder)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === folder) return undefined
    return await freeSpace(parent)
  }
}
