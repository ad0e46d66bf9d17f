import { denseBytes, type Segment } from './sparse-bytes.ts'

export interface ZipContent {
  readonly name: string
  readonly bytes?: Uint8Array
  /** Length of an entry of zeros, in place of bytes. */
  readonly zeros?: number
  /** 0 = stored, as torch.save does. @default 0 */
  readonly method?: number
}

const UINT32 = 0xffffffff

/**
 * Lays out a zip archive without compression, with ZIP64 fields where a number needs them. Written by hand
 * because the tests need wrong archives too, and archives larger than memory. Checksums stay zero.
 */
export function layOutZip(entries: readonly ZipContent[]): { size: number; segments: Segment[] } {
  const segments: Segment[] = []
  const directory: Buffer[] = []
  let end = 0
  for (const { name, bytes, zeros, method = 0 } of entries) {
    const length = bytes?.length ?? zeros ?? 0
    const title = Buffer.from(name)
    const large = Buffer.from(
      length >= UINT32 || end >= UINT32 ? [1, 0, 24, 0, ...new Array(24).fill(0)] : [],
    )
    if (large.length > 0) {
      large.writeBigUInt64LE(BigInt(length), 4)
      large.writeBigUInt64LE(BigInt(length), 12)
      large.writeBigUInt64LE(BigInt(end), 20)
    }
    const [shortLength, shortPosition] = large.length > 0 ? [UINT32, UINT32] : [length, end]
    const common = Buffer.alloc(26)
    common.writeUInt16LE(large.length > 0 ? 45 : 20, 0)
    common.writeUInt16LE(method, 4)
    common.writeUInt32LE(shortLength, 14)
    common.writeUInt32LE(shortLength, 18)
    common.writeUInt16LE(title.length, 22)
    common.writeUInt16LE(large.length, 24)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, title, large])
    segments.push({ position: end, bytes: local })
    if (bytes) segments.push({ position: end + local.length, bytes })
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(shortPosition, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x2d\x00'), common, tail, title, large]))
    end += local.length + length
  }
  segments.push({ position: end, bytes: Buffer.concat([...directory, endOfDirectory(end, directory)]) })
  const last = segments.at(-1)!
  return { size: last.position + last.bytes.length, segments }
}

function endOfDirectory(position: number, directory: readonly Buffer[]): Buffer {
  const length = directory.reduce((sum, { length }) => sum + length, 0)
  const record = Buffer.alloc(56)
  record.write('PK\x06\x06', 'latin1')
  record.writeBigUInt64LE(44n, 4)
  record.writeBigUInt64LE(BigInt(directory.length), 24)
  record.writeBigUInt64LE(BigInt(directory.length), 32)
  record.writeBigUInt64LE(BigInt(length), 40)
  record.writeBigUInt64LE(BigInt(position), 48)
  const locator = Buffer.alloc(20)
  locator.write('PK\x06\x07', 'latin1')
  locator.writeBigUInt64LE(BigInt(position + length), 8)
  locator.writeUInt32LE(1, 16)
  const close = Buffer.alloc(22)
  close.write('PK\x05\x06', 'latin1')
  close.writeUInt16LE(directory.length, 8)
  close.writeUInt16LE(directory.length, 10)
  close.writeUInt32LE(Math.min(length, UINT32), 12)
  close.writeUInt32LE(Math.min(position, UINT32), 16)
  return Buffer.concat(position >= UINT32 ? [record, locator, close] : [close])
}

/** A small zip archive in memory. */
export function writeZip(entries: readonly ZipContent[]): Uint8Array<ArrayBuffer> {
  const { size, segments } = layOutZip(entries)
  return denseBytes(size, segments)
}
