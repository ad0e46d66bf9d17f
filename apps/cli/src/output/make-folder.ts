import { mkdir } from 'node:fs/promises'
import { UsageError } from '../errors.ts'
import { checkOutFolder } from './check-out-folder.ts'

/**
 * Makes a folder to write into, with those above it; one that is there already will do.
 *
 * @throws {UsageError} if it cannot be made.
 */
export async function makeFolder(path: string, option: string): Promise<void> {
  await checkOutFolder(path, option)
  await mkdir(path, { recursive: true }).catch((cause: Error) => {
    throw new UsageError(`${option}: cannot make the folder ${path}: ${cause.message}`)
  })
}
