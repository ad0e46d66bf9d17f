import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { DatasetError, DatasetFileMalformed, DatasetFileUnreadable } from '../errors.ts'

/** The bytes of a file as a stream, unpacked if its name ends with `.gz`. */
export function openFile(path: string): Readable {
  const source = createReadStream(path)
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
  const code = (cause as { readonly code?: unknown } | null)?.code
  const problem = cause instanceof Error ? cause.message : String(cause)
  const isFormat = typeof code === 'string' && (code.startsWith('CSV_') || code.startsWith('Z_'))
  if (!isFormat) return new DatasetFileUnreadable(path, cause)
  return new DatasetFileMalformed(path, problem, line === undefined ? { cause } : { cause, line })
}
