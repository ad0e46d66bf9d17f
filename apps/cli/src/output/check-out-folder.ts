import { stat } from 'node:fs/promises'
import { UsageError } from '../errors.ts'

/**
 * Looks at the place of a folder that somebody else will make.
 *
 * @throws {UsageError} if something else lies there, or in the way to it.
 */
export async function checkOutFolder(path: string, option: string): Promise<void> {
  const status = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    const why = error.code === 'ENOTDIR' ? 'a file lies in the way to it' : error.message
    throw new UsageError(`${option}: expected the path of a folder, got ${path}: ${why}`, ADVICE)
  })
  if (status && !status.isDirectory())
    throw new UsageError(`${option}: expected the path of a folder, but ${path} is a file`, ADVICE)
}

const ADVICE = 'Name another place.'
