/** Storage types of a Level 5 MAT-file (MathWorks, "MAT-File Format", table of data types). */
export const MI = {
  int8: 1,
  uint8: 2,
  int16: 3,
  uint16: 4,
  int32: 5,
  uint32: 6,
  single: 7,
  double: 9,
  int64: 12,
  uint64: 13,
  matrix: 14,
  compressed: 15,
  utf8: 16,
  utf16: 17,
  utf32: 18,
} as const

/** One data element: its storage type and its bytes, without tag and padding. */
export interface MatElement {
  readonly type: number
  readonly bytes: Uint8Array
}

/** Reads data elements one after another from a run of bytes. */
export class ElementReader {
  private readonly bytes: Uint8Array
  private readonly view: DataView
  readonly littleEndian: boolean
  private position = 0

  constructor(bytes: Uint8Array, littleEndian: boolean) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.littleEndian = littleEndian
  }

  get done(): boolean {
    return this.position >= this.bytes.length
  }

  /** @throws {RangeError} if the element does not end within the bytes. */
  next(): MatElement {
    const first = this.word(0)
    // The small format keeps up to four bytes in the tag itself: their number is in the upper half word.
    const smallSize = first >>> 16
    if (smallSize !== 0) {
      const element = { type: first & 0xffff, bytes: this.slice(4, Math.min(smallSize, 4)) }
      this.position += 8
      return element
    }
    const size = this.word(4)
    const element = { type: first, bytes: this.slice(8, size) }
    // Compressed elements are not padded to eight bytes; all others are.
    this.position += 8 + (first === MI.compressed ? size : Math.ceil(size / 8) * 8)
    return element
  }

  private word(offset: number): number {
    this.requireBytes(this.position + offset + 4)
    return this.view.getUint32(this.position + offset, this.littleEndian)
  }

  private slice(offset: number, size: number): Uint8Array {
    const start = this.position + offset
    this.requireBytes(start + size)
    return this.bytes.subarray(start, start + size)
  }

  private requireBytes(end: number): void {
    if (end <= this.bytes.length) return
    throw new RangeError(`the file is cut off: expected ${end} bytes here, got ${this.bytes.length}`)
  }
}
