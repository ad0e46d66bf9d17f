import { CheckpointCorruptError, CheckpointUnsupportedError } from './checkpoint-errors.ts'
import { quote } from './names.ts'
import { isPickleKind, type PickleGlobal, type PickleValue, type PickleVocabulary } from './pickle-value.ts'
import { readRestrictedPickle } from './restricted-pickle.ts'

/** A block of elements that tensors view. */
export interface TorchStorage {
  /** Name of its entry in the archive, below `data/`. */
  readonly key: string
  readonly dtype: string
  readonly elements: number
}

/** A tensor as a view of a storage: element (i, j, …) lies at offset + i·stride0 + j·stride1 + … */
export interface TorchTensor {
  readonly storage: TorchStorage
  readonly offset: number
  readonly shape: readonly number[]
  readonly strides: readonly number[]
}

const storageTypes: ReadonlyMap<string, string> = new Map([
  ['torch.DoubleStorage', 'F64'],
  ['torch.FloatStorage', 'F32'],
  ['torch.HalfStorage', 'F16'],
  ['torch.BFloat16Storage', 'BF16'],
  ['torch.LongStorage', 'I64'],
  ['torch.IntStorage', 'I32'],
  ['torch.ShortStorage', 'I16'],
  ['torch.CharStorage', 'I8'],
  ['torch.ByteStorage', 'U8'],
  ['torch.BoolStorage', 'BOOL'],
])

class StorageValue {
  readonly kind = 'object'
  readonly value: TorchStorage

  constructor(value: TorchStorage) {
    this.value = value
  }
}

class TensorValue {
  readonly kind = 'object'
  readonly value: TorchTensor

  constructor(value: TorchTensor) {
    this.value = value
  }
}

/**
 * Reads the `data.pkl` of a `torch.save` archive: a dictionary from names to tensors, and nothing else.
 * Whether the views fit their storages is for the caller to check.
 *
 * @throws {CheckpointUnsupportedError} if the pickle holds anything but a plain state dict.
 * @throws {CheckpointCorruptError} if it is cut off or malformed.
 */
export function readTorchPickle(pickle: Uint8Array, file: string): Map<string, TorchTensor> {
  const root = readRestrictedPickle(pickle, torchVocabulary(file), file)
  if (!isPickleKind(root, 'dict')) {
    throw new CheckpointUnsupportedError(file, 'expected a dictionary of tensors (a state dict)')
  }
  const tensors = new Map<string, TorchTensor>()
  for (const [name, value] of root.items ?? []) {
    if (!(value instanceof TensorValue)) {
      throw new CheckpointUnsupportedError(
        file,
        `expected a dictionary of tensors, but ${quote(name)} is something else`,
        { advice: 'Save the state dict alone, without optimizer or epoch.' },
      )
    }
    tensors.set(name, value.value)
  }
  return tensors
}

function torchVocabulary(file: string): PickleVocabulary {
  const fail = (problem: string): never => {
    throw new CheckpointCorruptError(file, `its pickle ${problem}`)
  }
  const globals = new Map<string, PickleGlobal>()
  const allow = (name: string, call?: PickleGlobal['call']) =>
    globals.set(name, { kind: 'global', name, ...(call ? { call } : {}) })

  for (const name of storageTypes.keys()) allow(name)
  allow('collections.OrderedDict', (args) =>
    args.length === 0 ? { kind: 'dict', ordered: true } : fail('fills an OrderedDict in an unknown way'),
  )
  // (storage, offset, size, stride, requires_grad, hooks[, metadata])
  allow('torch._utils._rebuild_tensor_v2', ([storage, offset, shape, strides, ...rest]) => {
    const isWhole = storage instanceof StorageValue && isSize(offset) && isSizes(shape) && isSizes(strides)
    if (!isWhole || shape.length !== strides.length || rest.length < 2 || rest.length > 3) {
      return fail('describes a tensor in an unknown way')
    }
    return new TensorValue({ storage: storage.value, offset, shape, strides })
  })
  // (data, requires_grad, hooks)
  allow('torch._utils._rebuild_parameter', ([tensor, ...rest]) =>
    tensor instanceof TensorValue && rest.length === 2
      ? tensor
      : fail('describes a parameter in an unknown way'),
  )

  // ('storage', storage type, key, location, elements)
  const persistent = (id: PickleValue): PickleValue => {
    if (!Array.isArray(id) || id.length !== 5 || id[0] !== 'storage')
      return fail('has an unknown persistent id')
    const [, type, key, , elements] = id as readonly PickleValue[]
    const dtype = isPickleKind(type, 'global') ? storageTypes.get(type.name) : undefined
    if (!dtype || typeof key !== 'string' || !isSize(elements))
      return fail('describes a storage in an unknown way')
    return new StorageValue({ key, dtype, elements })
  }
  return { globals, persistent }
}

function isSize(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && value >= 0
}

function isSizes(value: PickleValue | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every(isSize)
}
