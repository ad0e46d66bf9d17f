import { stat } from 'node:fs/promises'
import { messageOf, UsageError } from '../errors.ts'

/** What lies at the place of a file to write. */
export type OutFileState = 'absent' | 'empty' | 'filled'

/**
 * Looks at the place of a file to write.
 *
 * @throws {UsageError} if something else than a file lies there, which must not be replaced.
 */
export async function checkOutFile(path: string, option = '--out'): Promise<OutFileState> {
  const status = await stat(path).catch(() => undefined)
  if (!status) return 'absent'
  if (!status.isFile())
    throw new UsageError(
      `${option}: expected the path of a file, but ${path} is ${status.isDirectory() ? 'a folder' : 'no regular file'}`,
      `Name a file, or leave ${option} away.`,
    )
  return status.size === 0 ? 'empty' : 'filled'
}

/** The error for a file that cannot be opened for writing. */
export function cannotWrite(path: string, cause: unknown, option = '--out'): UsageError {
  return new UsageError(`${option}: cannot write ${path}: ${messageOf(cause)}`)
}
