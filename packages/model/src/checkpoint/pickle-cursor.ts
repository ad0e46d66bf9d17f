import { CheckpointCorruptError } from './checkpoint-errors.ts'

const MAX_LINE = 256

/** Reads the arguments of pickle opcodes, little-endian, never past the end. */
export class PickleCursor {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #file: string
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  #at = 0

  constructor(bytes: Uint8Array, file: string) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#file = file
  }

  byte(): number {
    return this.#bytes[this.#take(1)]!
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2), true)
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true)
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true)
  }

  /** A two's-complement integer of so many bytes, which must be exact in a double. */
  long(length: number): number {
    const start = this.#take(length)
    let value = 0n
    for (let i = Math.min(length, 9) - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.#bytes[start + i]!)
    const signed = Number(BigInt.asIntN(8 * length, value))
    if (length > 8 || !Number.isSafeInteger(signed)) this.#fail('has an integer that is too large')
    return signed
  }

  text(length: number): string {
    const start = this.#take(length)
    try {
      return this.#decoder.decode(this.#bytes.subarray(start, start + length))
    } catch {
      return this.#fail('has a string that is not UTF-8')
    }
  }

  /** Up to and without the next newline. */
  line(): string {
    const limit = Math.min(this.#bytes.length, this.#at + MAX_LINE)
    for (let end = this.#at; end < limit; end++) {
      if (this.#bytes[end] === 0x0a) {
        const line = this.text(end - this.#at)
        this.#take(1)
        return line
      }
    }
    return this.#fail('has a name without an end')
  }

  #take(length: number): number {
    const start = this.#at
    if (start + length > this.#bytes.length) this.#fail('ends too early')
    this.#at += length
    return start
  }

  #fail(problem: string): never {
    throw new CheckpointCorruptError(this.#file, `its pickle ${problem}`)
  }
}
