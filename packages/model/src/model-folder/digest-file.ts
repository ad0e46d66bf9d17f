import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/** Size and SHA-256 of a file. */
export interface FileDigest {
  readonly bytes: number
  /** 64 hexadecimal digits, lower case. */
  readonly sha256: string
}

/** Reads a file once, in small pieces. Rejects with the signal's reason when it aborts. */
export async function digestFile(path: string, signal?: AbortSignal): Promise<FileDigest> {
  const hash = createHash('sha256')
  const bytes = await hashFile(path, hash, signal)
  return { bytes, sha256: hash.digest('hex') }
}

/** The same with a digest that the caller has begun, and ends. Returns the bytes of the file. */
export async function hashFile(path: string, hash: Hash, signal?: AbortSignal): Promise<number> {
  let bytes = 0
  const count = async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      hash.update(chunk)
      bytes += chunk.length
    }
  }
  const stream = createReadStream(path, { highWaterMark: 1 << 20 })
  try {
    await (signal ? pipeline(stream, count, { signal }) : pipeline(stream, count))
  } catch (error) {
    // Rather than the AbortError around it.
    signal?.throwIfAborted()
    throw error
  }
  return bytes
}
