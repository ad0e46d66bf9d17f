import { type ByteSource, openFileBytes } from './byte-source.ts'
import { CheckpointCorruptError } from './checkpoint-errors.ts'
import { readTensor } from './read-tensor.ts'
import type { TensorFile, TensorLayout } from './tensor-layout.ts'
import type { StoredTensor, TensorSource } from './types.ts'

/**
 * The tensors of one or more files as one source. A file is open only while a tensor is read from it, so
 * that neither the number of shards nor a forgotten `close` holds on to anything.
 */
export class TensorFiles implements TensorSource {
  readonly tensors: ReadonlyMap<string, StoredTensor>
  readonly #places: ReadonlyMap<string, { file: TensorFile; layout: TensorLayout }>
  readonly #open: (path: string) => Promise<ByteSource>
  #closed = false

  /** @throws {CheckpointCorruptError} if two files hold a tensor of the same name. */
  constructor(files: readonly TensorFile[], open: (path: string) => Promise<ByteSource> = openFileBytes) {
    const tensors = new Map<string, StoredTensor>()
    const places = new Map<string, { file: TensorFile; layout: TensorLayout }>()
    for (const file of files) {
      for (const [name, layout] of file.tensors) {
        const other = places.get(name)
        if (other) throw new CheckpointCorruptError(file.path, `holds ${name}, as ${other.file.path} does`)
        places.set(name, { file, layout })
        tensors.set(name, { name, dtype: layout.dtype, shape: layout.shape, file: file.path })
      }
    }
    this.tensors = tensors
    this.#places = places
    this.#open = open
  }

  read(name: string): Promise<Float32Array> {
    return this.#read(name)
  }

  readRows(name: string, rows: readonly number[]): Promise<Float32Array> {
    return this.#read(name, rows)
  }

  async #read(name: string, rows?: readonly number[]): Promise<Float32Array> {
    if (this.#closed) throw new TypeError(`read: expected an open checkpoint, got a closed one (${name})`)
    const place = this.#places.get(name)
    if (!place) throw new RangeError(`read: expected the name of a tensor of the checkpoint, got ${name}`)
    const { file, layout } = place
    if (rows) requireRows(name, layout.shape, rows)
    await using bytes = await this.#open(file.path)
    if (bytes.size !== file.size) {
      throw new CheckpointCorruptError(
        file.path,
        `changed from ${file.size} to ${bytes.size} bytes since it was opened`,
      )
    }
    return await readTensor(bytes, name, layout, rows)
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/** @throws {RangeError} unless every row is an index along the first axis. */
export function requireRows(name: string, shape: readonly number[], rows: readonly number[]): void {
  const count = shape[0]
  if (count === undefined)
    throw new RangeError(`readRows: expected a tensor with rows, got the scalar ${name}`)
  const wrong = rows.find((row) => !Number.isInteger(row) || row < 0 || row >= count)
  if (wrong !== undefined) {
    throw new RangeError(`readRows: expected rows of ${name} from 0 to ${count - 1}, got ${wrong}`)
  }
}
