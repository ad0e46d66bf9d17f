import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CsvError } from 'csv-parse'
import { DatasetError, DatasetFileMalformed, DatasetFileUnreadable, messageOf } from '../errors.ts'

/** The bytes of a file, or those of `content` in its place, as a stream; unpacked if the name ends with `.gz`. */
export function openFile(path: string, content?: Readable): Readable {
  const source = content ?? createReadStream(path)
  if (!path.toLowerCase().endsWith('.gz')) return source
  // The callback is empty because pipeline also destroys the last stream with the error.
  return pipeline(source, createGunzip(), () => {})
}

/** The whole of a file. For formats that are not read in order, all of them a few megabytes at most. */
export async function readWholeFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new DatasetFileUnreadable(path, cause)
  }
}

/** Gives what a stream threw one of our own types; the line is where reading stopped. */
export function asDatasetError(path: string, cause: unknown, line?: number): DatasetError {
  if (cause instanceof DatasetError) return cause
  if (!(cause instanceof CsvError) && !isZlibError(cause)) return new DatasetFileUnreadable(path, cause)
  return new DatasetFileMalformed(path, messageOf(cause), line === undefined ? { cause } : { cause, line })
}

function isZlibError(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && String(cause.code).startsWith('Z_')
}
