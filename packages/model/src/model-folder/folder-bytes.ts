import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes of the files of a folder, without those below it. What another process is just removing counts as nothing. */
export async function folderBytes(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [])
  const sizes = names.map(async (name) => (await lstat(join(folder, name)).catch(() => undefined))?.size ?? 0)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
