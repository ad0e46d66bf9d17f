import type { FileHandle } from 'node:fs/promises'

/** A file that is written piece by piece in the order given, without waiting; the base of what a run logs. */
export class OrderedFile implements AsyncDisposable {
  readonly #file: FileHandle
  #writing: Promise<void> = Promise.resolve()

  protected constructor(file: FileHandle) {
    this.#file = file
  }

  /** A failure shows at `flush` and `close`. */
  protected append(piece: string | Uint8Array): void {
    this.#writing = this.#writing.then(() => this.#file.appendFile(piece))
    this.#writing.catch(() => {})
  }

  /** @throws the error of the first piece that could not be written. */
  flush(): Promise<void> {
    return this.#writing
  }

  /** @throws as `flush`. */
  async close(): Promise<void> {
    try {
      await this.#writing
    } finally {
      await this.#file.close()
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
