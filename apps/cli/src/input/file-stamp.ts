import { stat } from 'node:fs/promises'

/** Tells whether a file is still the one that was scored. Both `null` when there is no such file. */
export interface FileStamp {
  /** Bytes. */
  readonly size: number | null
  /** Time of the last change, in milliseconds since 1970. */
  readonly mtimeMs: number | null
}

/** The stamp of a file as it is now. Take it before reading the file, so that a later change is noticed. */
export async function stampOf(path: string): Promise<FileStamp> {
  const status = await stat(path).catch(() => undefined)
  return { size: status?.size ?? null, mtimeMs: status?.mtimeMs ?? null }
}

/** Whether a file is still the one that it was at the other stamp's time. */
export function isSameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs
}
