import { CheckpointCorruptError } from './checkpoint-errors.ts'

/**
 * The JSON that a file holds.
 *
 * @param bytes - all of it, in UTF-8.
 * @param path - how to call the file in errors.
 * @throws {CheckpointCorruptError} if it is no JSON.
 */
export function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new CheckpointCorruptError(path, `is not JSON (${(cause as Error).message.slice(0, 100)})`)
  }
}
