import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DiskFullError } from '../system/disk-full-error.ts'
import { freeSpace } from '../system/free-space.ts'

/** What will be written to a file system, and what it has room for. */
export interface DiskNeed {
  /** A folder on it. */
  readonly folder: string
  readonly bytes: number
  /** Undefined where the system does not say. */
  readonly freeBytes: number | undefined
}

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

/** @throws {DiskFullError} if something does not fit. */
export function requireRoom(id: string, needs: readonly DiskNeed[]): void {
  for (const { folder, bytes, freeBytes } of needs) {
    if (freeBytes !== undefined && bytes > freeBytes)
      throw new DiskFullError(id, folder, `${bytes} bytes are needed, but only ${freeBytes} are free`)
  }
}

/** The file system of a folder, or of what it will be in. */
async function deviceOf(folder: string): Promise<number | string> {
  const status = await stat(folder).catch(() => undefined)
  if (status) return status.dev
  const parent = dirname(folder)
  return parent === folder ? folder : await deviceOf(parent)
}
