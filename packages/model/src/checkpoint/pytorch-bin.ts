import type { ByteSource } from './byte-source.ts'
import { CheckpointCorruptError, CheckpointUnsupportedError } from './checkpoint-errors.ts'
import { elementTypes } from './element-types.ts'
import { refuseLfsPointer } from './lfs-pointer.ts'
import { isTensorName, quote } from './names.ts'
import { countElements, MAX_RANK, type TensorFile, type TensorLayout } from './tensor-layout.ts'
import { readTorchPickle, type TorchTensor } from './torch-pickle.ts'
import { readZipEntries, type ZipEntry } from './zip-entries.ts'

/** The largest `data.pkl` we read, in bytes: some 30,000 tensors. The released model's have 0.1 MB. */
const MAX_PICKLE_BYTES = 4 << 20

/**
 * Reads the table of contents of a file that `torch.save` wrote: a zip archive with a pickled dictionary of
 * tensors in `<top>/data.pkl` and the bytes of each storage in `<top>/data/<key>`. Executes nothing; see
 * `readRestrictedPickle`. Tensors may be views with any offset and strides, and may share a storage, but
 * none may have more elements than its storage.
 *
 * @throws {CheckpointCorruptError} if the file is cut off or contradicts itself.
 * @throws {CheckpointUnsupportedError} if it holds anything but plain tensors, or was written by PyTorch
 *   before 1.6, compressed, or on a big-endian machine.
 */
export async function readPytorchBin(bytes: ByteSource): Promise<TensorFile> {
  await requireZip(bytes)
  const entries = await readZipEntries(bytes)
  const pickle = findPickle(entries, bytes.path)
  const folder = pickle.name.slice(0, -'data.pkl'.length)
  await requireLittleEndian(bytes, entries.get(`${folder}byteorder`))

  const tensors = new Map<string, TensorLayout>()
  for (const [name, tensor] of readTorchPickle(await readEntry(bytes, pickle), bytes.path)) {
    const entry = entries.get(`${folder}data/${tensor.storage.key}`)
    if (!entry)
      throw new CheckpointCorruptError(
        bytes.path,
        `has no storage ${quote(tensor.storage.key)} for ${quote(name)}`,
      )
    tensors.set(name, placeTensor(name, tensor, entry, bytes.path))
  }
  return { path: bytes.path, size: bytes.size, tensors }
}

async function requireZip(bytes: ByteSource): Promise<void> {
  const start = new Uint8Array(8)
  await bytes.read(0, start.subarray(0, Math.min(start.length, bytes.size)))
  refuseLfsPointer(start, bytes.path)
  if (start[0] === 0x80) {
    throw new CheckpointUnsupportedError(bytes.path, 'is in the format of PyTorch before 1.6', {
      advice: 'Load it with a newer PyTorch and save it again, as safetensors if possible.',
    })
  }
  if (start[0] !== 0x50 || start[1] !== 0x4b) {
    throw new CheckpointCorruptError(bytes.path, 'is not a file of torch.save: no zip archive')
  }
}

function findPickle(entries: ReadonlyMap<string, ZipEntry>, path: string): ZipEntry {
  const pickles = [...entries.values()].filter(({ name }) => /^[^/]+\/data\.pkl$/.test(name))
  const [pickle] = pickles
  if (!pickle || pickles.length > 1) {
    throw new CheckpointCorruptError(path, `expected one data.pkl in the archive, got ${pickles.length}`)
  }
  if (pickle.length > MAX_PICKLE_BYTES) {
    const limit = `expected at most ${MAX_PICKLE_BYTES}`
    throw new CheckpointUnsupportedError(path, `has a data.pkl of ${pickle.length} bytes, ${limit}`)
  }
  return pickle
}

/** Absent in files of PyTorch before 2.1, which were as good as always little-endian. */
async function requireLittleEndian(bytes: ByteSource, entry: ZipEntry | undefined): Promise<void> {
  if (!entry) return
  const order = entry.length === 6 ? new TextDecoder().decode(await readEntry(bytes, entry)) : ''
  if (order === 'little') return
  throw new CheckpointUnsupportedError(bytes.path, 'expected little-endian tensors, got another byte order')
}

async function readEntry(bytes: ByteSource, { position, length }: ZipEntry): Promise<Uint8Array> {
  const content = new Uint8Array(length)
  await bytes.read(position, content)
  return content
}

/** Turns a view of a storage into a place in the file, after checking that it stays inside the storage. */
function placeTensor(name: string, tensor: TorchTensor, entry: ZipEntry, path: string): TensorLayout {
  const { storage, offset, shape, strides } = tensor
  const fail = (problem: string): never => {
    throw new CheckpointCorruptError(path, `tensor ${quote(name)} ${problem}`)
  }
  if (!isTensorName(name)) return fail('has a name that is empty, too long or not printable')
  const width = elementTypes.get(storage.dtype)!.bytes
  if (storage.elements * width !== entry.length) {
    return fail(`needs a storage of ${storage.elements} × ${width} bytes, but it has ${entry.length}`)
  }
  if (shape.length > MAX_RANK) return fail(`has ${shape.length} axes`)
  const count = countElements(shape)
  if (count === undefined || count > storage.elements) {
    return fail(
      `of shape [${shape.join(', ')}] has more elements than its storage, which has ${storage.elements}`,
    )
  }
  // Doubles round above 2^53, but never from above a storage's length to below it.
  const last = shape.reduce((sum, length, axis) => sum + (length - 1) * strides[axis]!, offset)
  if (count > 0 ? last >= storage.elements : offset > storage.elements) {
    return fail(`reaches element ${last} of a storage of ${storage.elements}`)
  }
  return { dtype: storage.dtype, shape, strides, position: entry.position + offset * width }
}
