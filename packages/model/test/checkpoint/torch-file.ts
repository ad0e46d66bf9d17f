import type { Segment } from './sparse-bytes.ts'
import { layOutZip, writeZip, type ZipContent } from './zip-file.ts'

/** A block of elements, by its key in the archive. */
export interface FixtureStorage {
  readonly key: string
  /** Name of the class, such as FloatStorage. */
  readonly type: string
  readonly elements: number
  readonly bytes?: Uint8Array
}

/** A view of a storage. */
export interface FixtureView {
  readonly storage: FixtureStorage
  readonly shape: readonly number[]
  readonly strides: readonly number[]
  readonly offset?: number
  /** Wrapped as a torch.nn.Parameter. @default false */
  readonly parameter?: boolean
}

/** Pickle opcodes as bytes: what the tests compose right and wrong pickles of. */
export const op = {
  start: [0x80, 2],
  stop: [0x2e],
  mark: [0x28],
  none: [0x4e],
  false: [0x89],
  dict: [0x7d],
  emptyTuple: [0x29],
  tuple: [0x74],
  reduce: [0x52],
  build: [0x62],
  persistentId: [0x51],
  setItem: [0x73],
  setItems: [0x75],
  put: (slot: number) => [0x72, ...uint32(slot)],
  get: (slot: number) => [0x6a, ...uint32(slot)],
  text: (text: string) => [0x58, ...uint32(Buffer.byteLength(text)), ...Buffer.from(text)],
  global: (module: string, name: string) => [0x63, ...Buffer.from(`${module}\n${name}\n`)],
  /** A tuple of anything that is already encoded. */
  pack: (...items: readonly (readonly number[])[]) => [0x28, ...items.flat(), 0x74],
  integer(value: number): number[] {
    if (value >= 0 && value < 256) return [0x4b, value]
    if (value >= 0 && value < 65536) return [0x4d, value & 255, value >> 8]
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64LE(BigInt(value))
    return value >= -(2 ** 31) && value < 2 ** 31 ? [0x4a, ...bytes.subarray(0, 4)] : [0x8a, 8, ...bytes]
  },
}

function uint32(value: number): number[] {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24]
}

/** The call that rebuilds a view, as torch.save writes it. */
export function pickleView({ storage, shape, strides, offset = 0, parameter }: FixtureView): number[] {
  const id = op.pack(
    op.text('storage'),
    op.global('torch', storage.type),
    op.text(storage.key),
    op.text('cpu'),
    op.integer(storage.elements),
  )
  const hooks = [...op.global('collections', 'OrderedDict'), ...op.emptyTuple, ...op.reduce]
  const args = op.pack(
    [...id, ...op.persistentId],
    op.integer(offset),
    op.pack(...shape.map(op.integer)),
    op.pack(...strides.map(op.integer)),
    op.false,
    hooks,
  )
  const tensor = [...op.global('torch._utils', '_rebuild_tensor_v2'), ...args, ...op.reduce]
  if (!parameter) return tensor
  return [
    ...op.global('torch._utils', '_rebuild_parameter'),
    ...op.pack(tensor, op.false, hooks),
    ...op.reduce,
  ]
}

/** A pickled dictionary of views. */
export function pickleStateDict(views: Readonly<Record<string, FixtureView>>): number[] {
  const items = Object.entries(views).flatMap(([name, view]) => [...op.text(name), ...pickleView(view)])
  return [...op.start, ...op.dict, ...op.put(0), ...op.mark, ...items, ...op.setItems, ...op.stop]
}

/** The entries of a torch.save archive. */
export function torchEntries(pickle: readonly number[], storages: readonly FixtureStorage[]): ZipContent[] {
  return [
    { name: 'archive/data.pkl', bytes: Uint8Array.from(pickle) },
    ...storages.map(({ key, elements, bytes }) => ({
      name: `archive/data/${key}`,
      ...(bytes ? { bytes } : { zeros: 4 * elements }),
    })),
    { name: 'archive/version', bytes: Buffer.from('3\n') },
  ]
}

function storagesOf(views: Readonly<Record<string, FixtureView>>): FixtureStorage[] {
  return [...new Map(Object.values(views).map(({ storage }) => [storage.key, storage])).values()]
}

/** A torch.save file of these views. */
export function writeTorchFile(views: Readonly<Record<string, FixtureView>>): Uint8Array<ArrayBuffer> {
  return writeZip(torchEntries(pickleStateDict(views), storagesOf(views)))
}

/** The same, laid out but not filled: storages without bytes may be larger than memory. */
export function layOutTorchFile(views: Readonly<Record<string, FixtureView>>): {
  size: number
  segments: Segment[]
} {
  return layOutZip(torchEntries(pickleStateDict(views), storagesOf(views)))
}

/** A float32 storage with these values. */
export function floatStorage(key: string, values: readonly number[]): FixtureStorage {
  const bytes = new Uint8Array(Float32Array.from(values).buffer)
  return { key, type: 'FloatStorage', elements: values.length, bytes }
}
