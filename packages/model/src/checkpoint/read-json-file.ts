import { openFileBytes } from './byte-source.ts'
import { CheckpointCorruptError } from './checkpoint-errors.ts'

/** The largest JSON file we read, in bytes: that of the largest safetensors header. */
const MAX_BYTES = 25_000_000

/**
 * Reads a small JSON file of a checkpoint.
 * @throws {CheckpointNotFoundError} if there is none.
 * @throws {CheckpointCorruptError} if it is no JSON, or absurdly large.
 */
export async function readJsonFile(path: string): Promise<unknown> {
  await using bytes = await openFileBytes(path)
  if (bytes.size > MAX_BYTES) {
    throw new CheckpointCorruptError(path, `expected JSON of at most ${MAX_BYTES} bytes, got ${bytes.size}`)
  }
  const text = new Uint8Array(bytes.size)
  await bytes.read(0, text)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text))
  } catch (cause) {
    throw new CheckpointCorruptError(path, `is not JSON (${(cause as Error).message.slice(0, 100)})`)
  }
}
