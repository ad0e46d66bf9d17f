import { copyFile, link, lstat, mkdir, rename, rm, symlink } from 'node:fs/promises'
import { dirname, relative } from 'node:path'

/** How a snapshot can be made to show a blob, best first. Tests leave some out. */
export type LinkWay = 'symlink' | 'hard-link' | 'move'

/**
 * Shows a blob at a path of a snapshot: by a relative symbolic link as Python does, where that is not allowed by a
 * hard link, and on file systems that have neither by moving the blob there, as Python does too. A blob that other
 * snapshots may need (`shared`) is copied instead of moved.
 */
export async function linkBlob(
  blob: string,
  pointer: string,
  { shared = false, ways = ['symlink', 'hard-link', 'move'] as readonly LinkWay[] } = {},
): Promise<void> {
  await mkdir(dirname(pointer), { recursive: true })
  // Something else is there only if it was looked at and found wanting.
  if (await lstat(pointer).catch(() => undefined)) await rm(pointer)
  const errors: unknown[] = []
  for (const way of ways) {
    try {
      if (way === 'symlink') return await symlink(relative(dirname(pointer), blob), pointer, 'file')
      if (way === 'hard-link') return await link(blob, pointer)
      return await (shared ? copyWhole(blob, pointer) : rename(blob, pointer))
    } catch (error) {
      // Another process did the same at the same time.
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return
      errors.push(error)
    }
  }
  throw errors.at(-1)
}

/** A copy that is whole or absent. */
async function copyWhole(from: string, to: string): Promise<void> {
  const staged = `${to}.incomplete`
  await copyFile(from, staged)
  await rename(staged, to)
}
