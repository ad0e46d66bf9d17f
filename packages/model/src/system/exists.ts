import { access } from 'node:fs/promises'

/** Whether something is at a path, links followed. */
export async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
