import { type FileHandle, open } from 'node:fs/promises'
import { inaccessible } from '../system/file-inaccessible-error.ts'
import {
  CheckpointCorruptError,
  CheckpointNotFoundError,
  CheckpointUnsupportedError,
} from './checkpoint-errors.ts'

/** Random access to bytes: what the format readers see of a file. */
export interface ByteSource extends AsyncDisposable {
  /** How to call the bytes in errors. */
  readonly path: string
  readonly size: number
  /**
   * Fills `target` with the bytes from `position` on.
   * @throws {CheckpointCorruptError} if they reach past the end.
   */
  read(position: number, target: Uint8Array): Promise<void>
}

/** The runtime takes at most 2^31 - 1 bytes in one read. */
const LARGEST_READ = 1 << 30

class FileBytes implements ByteSource {
  readonly path: string
  readonly size: number
  readonly #handle: FileHandle

  constructor(path: string, size: number, handle: FileHandle) {
    this.path = path
    this.size = size
    this.#handle = handle
  }

  async read(position: number, target: Uint8Array): Promise<void> {
    requireInside(this, position, target.length)
    let done = 0
    while (done < target.length) {
      const length = Math.min(target.length - done, LARGEST_READ)
      const { bytesRead } = await this.#handle.read(target, done, length, position + done)
      if (bytesRead === 0) throw new CheckpointCorruptError(this.path, 'became shorter while it was read')
      done += bytesRead
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#handle.close()
  }
}

/**
 * Opens a file for random access.
 * @throws {CheckpointNotFoundError} if there is none.
 * @throws {CheckpointUnsupportedError} if it is a folder or a device.
 * @throws {FileInaccessibleError} if the system does not let it be opened.
 */
export async function openFileBytes(path: string): Promise<ByteSource> {
  const handle = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') {
      throw new CheckpointNotFoundError(path, 'no such file', { cause })
    }
    throw inaccessible(cause, path, 'a file to read')
  })
  const status = await handle.stat()
  if (status.isFile()) return new FileBytes(path, status.size, handle)
  await handle.close()
  throw new CheckpointUnsupportedError(path, 'expected a file, got a folder or device', {
    advice: 'Move it away, and put the file of that name there.',
  })
}

/** Bytes that already lie in memory. */
export function memoryBytes(bytes: Uint8Array, path: string): ByteSource {
  const source: ByteSource = {
    path,
    size: bytes.length,
    async read(position, target) {
      requireInside(source, position, target.length)
      target.set(bytes.subarray(position, position + target.length))
    },
    async [Symbol.asyncDispose]() {},
  }
  return source
}

function requireInside({ path, size }: ByteSource, position: number, length: number): void {
  if (position >= 0 && position + length <= size) return
  throw new CheckpointCorruptError(
    path,
    `expected ${length} bytes at position ${position}, but the file ends at ${size}`,
  )
}
