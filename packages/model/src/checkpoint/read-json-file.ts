import { openFileBytes } from './byte-source.ts'
import { CheckpointCorruptError } from './checkpoint-errors.ts'
import { parseJson } from './parse-json.ts'

/** The largest JSON file we read, in bytes: that of the largest safetensors header. */
const MAX_BYTES = 25_000_000

/**
 * Reads a small JSON file.
 * @throws {CheckpointNotFoundError} if there is none.
 * @throws {CheckpointCorruptError} if it is no JSON, or absurdly large.
 * @throws {FileInaccessibleError} if it cannot be read.
 */
export async function readJsonFile(path: string): Promise<unknown> {
  await using bytes = await openFileBytes(path)
  if (bytes.size > MAX_BYTES) {
    throw new CheckpointCorruptError(path, `expected JSON of at most ${MAX_BYTES} bytes, got ${bytes.size}`)
  }
  const text = new Uint8Array(bytes.size)
  await bytes.read(0, text)
  return parseJson(text, path)
}
