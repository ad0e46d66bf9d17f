import { randomUUID } from 'node:crypto'
import { copyFile, link, mkdir, rename, rm, symlink } from 'node:fs/promises'
import { dirname, relative } from 'node:path'
import { exists } from '../system/exists.ts'

/** How a snapshot can be made to show a blob, best first. Tests leave some out. */
export type LinkWay = 'symlink' | 'hard-link' | 'move'

/**
 * Shows a blob at a path of a snapshot: by a relative symbolic link as Python does, where that is not allowed by a
 * hard link, and on file systems that have neither by moving the blob there, as Python does too. A blob that other
 * snapshots may need (`shared`) is copied instead of moved. Takes the place of what is there in one step: other
 * processes may be doing the same, or reading.
 */
export async function linkBlob(
  blob: string,
  pointer: string,
  { shared = false, ways = ['symlink', 'hard-link', 'move'] as readonly LinkWay[] } = {},
): Promise<void> {
  await mkdir(dirname(pointer), { recursive: true })
  const staged = `${pointer}.${randomUUID()}.incomplete`
  const errors: unknown[] = []
  for (const way of ways) {
    try {
      if (way === 'symlink') await symlink(relative(dirname(pointer), blob), staged, 'file')
      else if (way === 'hard-link') await link(blob, staged)
      else if (shared) await copyFile(blob, staged)
      return await rename(way === 'move' && !shared ? blob : staged, pointer)
    } catch (error) {
      errors.push(error)
    } finally {
      // It is still there after an error, and where both names were of one file already.
      await rm(staged, { force: true })
    }
  }
  // Another process has moved it there.
  if (!(await exists(blob)) && (await exists(pointer))) return
  throw errors.at(-1)
}
