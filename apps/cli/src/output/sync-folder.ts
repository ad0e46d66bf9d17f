import { open } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Makes the entry of a new or moved file durable, on systems where a folder can be opened. */
export async function syncFolderOf(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r').catch(() => undefined)
  if (!folder) return
  await folder.sync().catch(() => {})
  await folder.close()
}
