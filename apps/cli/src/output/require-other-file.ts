import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'

/** @throws {UsageError} if a file to write is one of the others that a command reads or writes. */
export async function requireOtherFile(
  option: string,
  path: string,
  others: readonly (string | undefined)[],
): Promise<void> {
  const place = await placeOf(path)
  for (const other of others)
    if (other !== undefined && (await placeOf(other)) === place)
      throw new UsageError(`${option}: ${path} is ${other}, which this command needs`, 'Name another file.')
}

async function placeOf(path: string): Promise<string> {
  return await realpath(path).catch(() => resolve(path))
}
