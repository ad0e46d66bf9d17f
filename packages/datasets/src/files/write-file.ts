import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DatasetError, DatasetFileUnwritable } from '../errors.ts'

/** Writes text as it comes; the file appears under its name only when it is complete. */
export async function writeFileWhole(path: string, text: AsyncIterable<string>): Promise<void> {
  const partial = `${path}.${process.pid}.partial`
  try {
    await pipeline(Readable.from(text), createWriteStream(partial))
    await rename(partial, path)
  } catch (cause) {
    await rm(partial, { force: true })
    const isSystem = cause instanceof Error && 'syscall' in cause
    throw isSystem && !(cause instanceof DatasetError) ? new DatasetFileUnwritable(path, cause) : cause
  }
}
