import { readFileSync } from 'node:fs'

/** A tensor of a recording: its shape and its values, widened to float64. */
export interface RecordedTensor {
  readonly shape: readonly number[]
  readonly data: Float64Array
}

const readers: Record<string, (bytes: Buffer) => Float64Array> = {
  F32: (bytes) => Float64Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i)),
  F64: (bytes) => Float64Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(8 * i)),
  I64: (bytes) =>
    Float64Array.from({ length: bytes.length / 8 }, (_, i) => Number(bytes.readBigInt64LE(8 * i))),
  U8: (bytes) => Float64Array.from(bytes),
  BOOL: (bytes) => Float64Array.from(bytes),
}

/**
 * Reads a safetensors recording for a test. Deliberately not the reader of `@deqa/model`: a test of that
 * reader must not be judged by itself.
 */
export function readRecordedTensors(path: string): Map<string, RecordedTensor> {
  const file = readFileSync(path)
  const headerLength = Number(file.readBigUInt64LE(0))
  const header = JSON.parse(file.toString('utf8', 8, 8 + headerLength)) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >
  const tensors = new Map<string, RecordedTensor>()
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue
    const read = readers[entry.dtype]
    if (!read) throw new Error(`readRecordedTensors: ${path}: no reader for dtype ${entry.dtype} of ${name}`)
    const [start, end] = entry.data_offsets
    tensors.set(name, {
      shape: entry.shape,
      data: read(file.subarray(8 + headerLength + start, 8 + headerLength + end)),
    })
  }
  return tensors
}
