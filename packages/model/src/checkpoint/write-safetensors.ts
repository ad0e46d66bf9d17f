import { type FileHandle, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isTensorName } from './names.ts'
import { narrowElements, type WrittenType } from './narrow-elements.ts'

/** A tensor to be written. Its values are asked for when its turn comes, so that large ones stream. */
export interface TensorToWrite {
  readonly name: string
  readonly shape: readonly number[]
  /** The values in row-major order. */
  readonly read: () => Promise<Float32Array> | Float32Array
}

export interface WriteSafetensorsOptions {
  /** Element type of every tensor. @default 'F32' */
  readonly dtype?: WrittenType
  /** Entries of the header's `__metadata__`. @default { format: 'pt' }, which Hugging Face's loaders ask for */
  readonly metadata?: Readonly<Record<string, string>>
  /** Stops between two tensors with the signal's reason. */
  readonly signal?: AbortSignal
}

export interface WriteShardsOptions extends WriteSafetensorsOptions {
  /** Most bytes of data in one file; a larger tensor gets a file of its own. @default 5e9, as the original's files */
  readonly maxShardBytes?: number
}

/**
 * Writes one safetensors file, one tensor at a time, in the order given. The file is on the disk when this ends.
 *
 * @param path - a file that is made anew.
 * @throws {RangeError} if a name cannot be one, occurs twice, or a tensor has another number of values than its shape.
 */
export async function writeSafetensors(
  path: string,
  tensors: readonly TensorToWrite[],
  { dtype = 'F32', metadata = { format: 'pt' }, signal }: WriteSafetensorsOptions = {},
): Promise<void> {
  const header = encodeHeader(tensors, dtype, metadata)
  const file = await open(path, 'w')
  try {
    await writeAll(file, header)
    for (const tensor of tensors) {
      signal?.throwIfAborted()
      const values = await tensor.read()
      if (values.length !== countOf(tensor)) {
        throw new RangeError(
          `writeSafetensors: expected ${countOf(tensor)} values for ${tensor.name}, got ${values.length}`,
        )
      }
      await writeAll(file, narrowElements(values, dtype))
    }
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * Writes the weights of a checkpoint as Hugging Face lays them out: `model.safetensors`, or, where that would grow too
 * large, `model-00001-of-0000n.safetensors` … and `model.safetensors.index.json`.
 *
 * @param folder - a folder that exists.
 * @returns the names of the files written.
 * @throws {RangeError} as `writeSafetensors`.
 */
export async function writeSafetensorsShards(
  folder: string,
  tensors: readonly TensorToWrite[],
  { maxShardBytes = 5e9, ...options }: WriteShardsOptions = {},
): Promise<string[]> {
  const width = bytesPerElement(options.dtype ?? 'F32')
  const shards: TensorToWrite[][] = []
  let room = 0
  for (const tensor of tensors) {
    const bytes = countOf(tensor) * width
    if (shards.length === 0 || bytes > room) {
      shards.push([])
      room = maxShardBytes
    }
    shards.at(-1)!.push(tensor)
    room -= bytes
  }
  if (shards.length <= 1) {
    await writeSafetensors(join(folder, 'model.safetensors'), tensors, options)
    return ['model.safetensors']
  }
  const digits = (number: number) => String(number).padStart(5, '0')
  const names = shards.map((_, i) => `model-${digits(i + 1)}-of-${digits(shards.length)}.safetensors`)
  for (const [i, shard] of shards.entries()) {
    await writeSafetensors(join(folder, names[i]!), shard, options)
  }
  const index = {
    metadata: { total_size: tensors.reduce((sum, tensor) => sum + countOf(tensor) * width, 0) },
    weight_map: Object.fromEntries(shards.flatMap((shard, i) => shard.map(({ name }) => [name, names[i]]))),
  }
  await writeFile(join(folder, 'model.safetensors.index.json'), `${JSON.stringify(index, null, 2)}\n`)
  return [...names, 'model.safetensors.index.json']
}

/** Eight bytes of length, then JSON, padded with spaces so that the data begin at a multiple of eight. */
function encodeHeader(
  tensors: readonly TensorToWrite[],
  dtype: WrittenType,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const entries = new Map<string, unknown>([['__metadata__', metadata]])
  let end = 0
  for (const tensor of tensors) {
    const { name, shape } = tensor
    if (!isTensorName(name) || entries.has(name)) {
      throw new RangeError(
        `writeSafetensors: expected distinct, printable names, got ${JSON.stringify(name)}`,
      )
    }
    const begin = end
    end += countOf(tensor) * bytesPerElement(dtype)
    entries.set(name, { dtype, shape, data_offsets: [begin, end] })
  }
  const json = Buffer.from(JSON.stringify(Object.fromEntries(entries)))
  const header = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, ' ')
  header.writeBigUInt64LE(BigInt(header.length - 8))
  header.set(json, 8)
  return header
}

/** A write may be cut short by the system; files of more than 2 GB always are. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const piece = bytes.subarray(done, done + (1 << 30))
    done += (await file.write(piece)).bytesWritten
  }
}

function countOf({ shape }: TensorToWrite): number {
  return shape.reduce((product, length) => product * length, 1)
}

function bytesPerElement(dtype: WrittenType): number {
  return dtype === 'F32' ? 4 : 2
}
