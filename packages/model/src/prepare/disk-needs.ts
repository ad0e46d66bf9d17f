import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { freeSpace } from '../system/free-space.ts'
import type { Room } from '../system/require-room.ts'

/** What will be written to a file system, by a folder on it, and what it has room for. */
export type DiskNeed = Room

/** Adds up what is to be written, one entry for each file system: two folders may share one. */
export async function diskNeeds(
  writes: readonly { readonly folder: string; readonly bytes: number }[],
): Promise<DiskNeed[]> {
  const needs = new Map<unknown, DiskNeed>()
  for (const { folder, bytes } of writes) {
    if (bytes === 0) continue
    const device = await deviceOf(folder)
    const same = needs.get(device)
    needs.set(
      device,
      same ? { ...same, bytes: same.bytes + bytes } : { folder, bytes, freeBytes: await freeSpace(folder) },
    )
  }
  return [...needs.values()]
}

/** The file system of a folder, or of what it will be in. */
async function deviceOf(folder: string): Promise<number | string> {
  const status = await stat(folder).catch(() => undefined)
  if (status) return status.dev
  const parent = dirname(folder)
  return parent === folder ? folder : await deviceOf(parent)
}
