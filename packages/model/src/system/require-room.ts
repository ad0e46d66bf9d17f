import { DiskFullError } from './disk-full-error.ts'

/** What is to be written below a folder, and what there is room for. */
export interface Room {
  readonly folder: string
  readonly bytes: number
  /** Undefined where the system does not say. */
  readonly freeBytes: number | undefined
}

/** @throws {DiskFullError} if it does not fit. */
export function requireRoom(id: string, { folder, bytes, freeBytes }: Room): void {
  if (freeBytes === undefined || bytes <= freeBytes) return
  throw new DiskFullError(id, folder, `${bytes} bytes are needed, but only ${freeBytes} are free`)
}
