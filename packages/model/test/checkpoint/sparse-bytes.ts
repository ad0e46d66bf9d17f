import type { ByteSource } from '../../src/checkpoint/byte-source.ts'

/** Bytes at a place in a file. */
export interface Segment {
  readonly position: number
  readonly bytes: Uint8Array
}

/** The segments as one array, zero between them. */
export function denseBytes(size: number, segments: readonly Segment[]): Uint8Array<ArrayBuffer> {
  const dense = new Uint8Array(size)
  for (const { position, bytes } of segments) dense.set(bytes, position)
  return dense
}

/** A file of any size that is zero but for some segments, to test positions beyond 4 GB without a disk. */
export function sparseBytes(size: number, segments: readonly Segment[], path = 'sparse'): ByteSource {
  return {
    path,
    size,
    async read(position, target) {
      if (position + target.length > size) throw new RangeError(`${path}: read past the end`)
      target.fill(0)
      for (const { position: start, bytes } of segments) {
        const from = Math.max(position, start)
        const to = Math.min(position + target.length, start + bytes.length)
        if (from < to) target.set(bytes.subarray(from - start, to - start), from - position)
      }
    },
    async [Symbol.asyncDispose]() {},
  }
}
