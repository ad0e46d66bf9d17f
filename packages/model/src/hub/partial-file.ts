import type { Hash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { beginDigest } from './blob-digest.ts'

/**
 * A file that grows from its start while its digest is computed along. Writes go to their positions, never to "the
 * end": a second writer of the same content could do no harm.
 */
export class PartialFile implements AsyncDisposable {
  readonly #path: string
  readonly #file: FileHandle
  readonly #digest: string
  readonly #bytes: number
  #hash: Hash
  #position = 0

  private constructor(path: string, file: FileHandle, digest: string, bytes: number) {
    this.#path = path
    this.#file = file
    this.#digest = digest
    this.#bytes = bytes
    this.#hash = beginDigest(digest, bytes)
  }

  /**
   * Opens a file that an earlier run may have begun, and reads what it left.
   * @param digest - that of the whole content.
   * @param bytes - size of the whole content.
   */
  static async open(path: string, digest: string, bytes: number, signal?: AbortSignal): Promise<PartialFile> {
    const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o666)
    const partial = new PartialFile(path, file, digest, bytes)
    try {
      await partial.#readBegun(signal)
      return partial
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** Bytes that are there. */
  get position(): number {
    return this.#position
  }

  async append(chunk: Buffer): Promise<void> {
    for (let written = 0; written < chunk.length; ) {
      const { bytesWritten } = await this.#file.write(
        chunk,
        written,
        chunk.length - written,
        this.#position + written,
      )
      written += bytesWritten
    }
    this.#hash.update(chunk)
    this.#position += chunk.length
  }

  /** Begins again from nothing. */
  async restart(): Promise<void> {
    await this.#file.truncate(0)
    this.#hash = beginDigest(this.#digest, this.#bytes)
    this.#position = 0
  }

  /** Whether all is there, and as it should be. Forces it to the disk. To be called once, at the end. */
  async isWhole(): Promise<boolean> {
    if (this.#position !== this.#bytes || this.#hash.digest('hex') !== this.#digest) return false
    await this.#file.sync()
    return true
  }

  /** Whether the file that was written to is still the one of that name. */
  async isInPlace(): Promise<boolean> {
    const [own, there] = await Promise.all([this.#file.stat(), stat(this.#path).catch(() => undefined)])
    return there !== undefined && own.ino === there.ino && own.size === this.#bytes
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
  }

  async #readBegun(signal: AbortSignal | undefined): Promise<void> {
    if ((await this.#file.stat()).size > this.#bytes) await this.#file.truncate(0)
    const buffer = Buffer.allocUnsafe(1 << 20)
    for (;;) {
      signal?.throwIfAborted()
      const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, this.#position)
      if (bytesRead === 0) return
      this.#hash.update(buffer.subarray(0, bytesRead))
      this.#position += bytesRead
    }
  }
}
