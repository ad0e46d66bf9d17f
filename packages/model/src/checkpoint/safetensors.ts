import type { ByteSource } from './byte-source.ts'
import { CheckpointCorruptError } from './checkpoint-errors.ts'
import { refuseLfsPointer } from './lfs-pointer.ts'
import { MAX_HEADER_BYTES, parseSafetensorsHeader } from './safetensors-header.ts'
import type { TensorFile } from './tensor-layout.ts'

const LENGTH_BYTES = 8

/**
 * Reads the table of contents of a safetensors file: eight bytes of header length, the header, then data.
 * Reads nothing but the header, and allocates no more than the file is long.
 *
 * @throws {CheckpointCorruptError} if the file breaks a rule of the format; see `parseSafetensorsHeader`.
 * @throws {CheckpointUnsupportedError} if it has an element type that we do not know.
 */
export async function readSafetensors(bytes: ByteSource): Promise<TensorFile> {
  const prefix = new Uint8Array(LENGTH_BYTES)
  if (bytes.size < LENGTH_BYTES) throw new CheckpointCorruptError(bytes.path, 'is too short for a header')
  await bytes.read(0, prefix)
  refuseLfsPointer(prefix, bytes.path)
  const length = new DataView(prefix.buffer).getBigUint64(0, true)
  if (length > MAX_HEADER_BYTES) {
    throw new CheckpointCorruptError(
      bytes.path,
      `declares a header of ${length} bytes, expected at most ${MAX_HEADER_BYTES}: not a safetensors file?`,
    )
  }
  const dataStart = LENGTH_BYTES + Number(length)
  if (dataStart > bytes.size) {
    throw new CheckpointCorruptError(
      bytes.path,
      `is cut off: expected a header up to byte ${dataStart}, but the file ends at ${bytes.size}`,
    )
  }
  const header = new Uint8Array(Number(length))
  await bytes.read(LENGTH_BYTES, header)
  const tensors = parseSafetensorsHeader(header, dataStart, bytes.size - dataStart, bytes.path)
  return { path: bytes.path, size: bytes.size, tensors }
}
