import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader } from 'yauzl'
import { DeqaError } from '../errors.ts'
import type { ByteSource } from './byte-source.ts'
import { CheckpointCorruptError, CheckpointUnsupportedError } from './checkpoint-errors.ts'
import { quote } from './names.ts'

/** Where the bytes of a stored (not compressed) zip entry lie. */
export interface ZipEntry {
  readonly name: string
  readonly position: number
  readonly length: number
}

/** A shard of the released model has some 300 entries. */
const MAX_ENTRIES = 100_000

/**
 * Lists the entries of a zip archive, ZIP64 included. Every entry is checked to be stored plainly, to lie
 * inside the file and to share no bytes with another.
 *
 * @throws {CheckpointCorruptError} if the archive contradicts itself or the file is cut off.
 * @throws {CheckpointUnsupportedError} if an entry is compressed or encrypted.
 */
export async function readZipEntries(bytes: ByteSource): Promise<Map<string, ZipEntry>> {
  const reader = new BytesReader(bytes)
  try {
    return await Promise.race([listEntries(bytes, reader), reader.broken])
  } catch (cause) {
    if (cause instanceof DeqaError) throw cause
    const detail = (cause as Error).message.slice(0, 200)
    throw new CheckpointCorruptError(bytes.path, `is not a whole zip archive (${detail})`)
  }
}

async function listEntries(bytes: ByteSource, reader: BytesReader): Promise<Map<string, ZipEntry>> {
  const archive = await fromRandomAccessReaderPromise(reader, bytes.size, {
    autoClose: false,
  })
  if (archive.entryCount > MAX_ENTRIES) {
    throw new CheckpointCorruptError(
      bytes.path,
      `has ${archive.entryCount} entries, expected at most ${MAX_ENTRIES}`,
    )
  }
  const entries = new Map<string, ZipEntry>()
  for await (const entry of archive.eachEntry()) {
    requireStored(entry, bytes.path)
    const { fileDataStart } = await archive.readLocalFileHeaderPromise(entry, { minimal: true })
    if (entries.has(entry.fileName)) {
      throw new CheckpointCorruptError(bytes.path, `has two entries called ${quote(entry.fileName)}`)
    }
    const { fileName: name, compressedSize: length } = entry
    entries.set(name, { name, position: fileDataStart, length })
  }
  requireApart([...entries.values()], bytes.path)
  return entries
}

function requireStored(entry: Entry, path: string): void {
  if (entry.compressionMethod === 0 && !entry.isEncrypted()) return
  throw new CheckpointUnsupportedError(path, `entry ${quote(entry.fileName)} is compressed or encrypted`, {
    advice: 'torch.save stores entries plainly: use the file as PyTorch wrote it.',
  })
}

function requireApart(entries: ZipEntry[], path: string): void {
  entries.sort((a, b) => a.position - b.position)
  let end = 0
  for (const { name, position, length } of entries) {
    if (position < end)
      throw new CheckpointCorruptError(path, `entry ${quote(name)} overlaps the one before it`)
    end = position + length
  }
}

class BytesReader extends RandomAccessReader {
  /** Rejects if the library throws where nobody could catch it: inside its own callback. */
  readonly broken: Promise<never>
  readonly #bytes: ByteSource
  #break!: (cause: unknown) => void

  constructor(bytes: ByteSource) {
    super()
    this.#bytes = bytes
    this.broken = new Promise((_, reject) => {
      this.#break = reject
    })
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const target = buffer.subarray(offset, offset + length)
    this.#bytes
      .read(position, target)
      .then(() => callback(null), callback)
      .catch(this.#break)
  }
}
