import { BLOCK_SIZE, countBlocks } from './quantize-blocks.ts'

/** 4 in blocks of columns (`quantizeBlocks`), 8 by rows (`quantizeRows`). */
export type QuantizedBits = 4 | 8

/**
 * A weight as a graph wants it stored: a tensor of the checkpoint, perhaps only some of its rows, perhaps in another
 * layout; or a tensor computed from the weights themselves, such as the keys of the prompt's prefix.
 */
export interface StoredWeight {
  /** Unique name; the same wish of two graphs has the same key and is stored once. */
  readonly key: string
  /** Shape as stored. */
  readonly shape: readonly number[]
  readonly elementType: WeightPrecision | 'uint8' | 'int8'
  readonly source: CheckpointSource | { readonly computed: string }
}

export interface CheckpointSource {
  /** Upstream name of the tensor. */
  readonly tensor: string
  /** Shape of the whole tensor as the network uses it. */
  readonly shape: readonly number[]
  /** Only these rows, in this order. */
  readonly rows?: readonly number[]
  /**
   * - `plain`: as in the checkpoint
   * - `transposed`: [in, out] instead of [out, in], as a plain product wants it
   * - `codes`, `scales`: the two parts of a quantised matrix, or of its transpose
   *
   * @default 'plain'
   */
  readonly layout?: WeightLayout
  /** How its numbers are stored, where the layout does not say. @default 'float32' */
  readonly precision?: WeightPrecision
}

/** `float16` takes half the place, and the graph computes in float32 all the same. */
export type WeightPrecision = 'float32' | 'float16'

export type WeightLayout =
  | 'plain'
  | 'transposed'
  | { readonly part: 'codes' | 'scales'; readonly bits: QuantizedBits; readonly transposed?: boolean }

/** Describes how to store (a part of) a checkpoint tensor. */
export function storedWeight(source: CheckpointSource): StoredWeight {
  const { tensor, rows: some, layout = 'plain', precision = 'float32' } = source
  const taken = some ? [some.length, ...source.shape.slice(1)] : source.shape
  const key = some ? `${tensor}:rows(${some.join(',')})` : tensor
  const halved = precision === 'float16' ? ':float16' : ''
  if (layout === 'plain') return { key: `${key}${halved}`, shape: taken, elementType: precision, source }
  if (layout === 'transposed') {
    return { key: `${key}:transposed${halved}`, shape: taken.toReversed(), elementType: precision, source }
  }
  const { part, bits, transposed = false } = layout
  const [rows, columns] = (transposed ? taken.toReversed() : taken) as [number, number]
  const blocks = countBlocks(columns)
  const partKey = `${key}:${part}${bits}${transposed ? ':transposed' : ''}`
  if (part === 'scales') {
    return { key: partKey, shape: [bits === 4 ? rows * blocks : rows], elementType: 'float32', source }
  }
  return bits === 4
    ? { key: partKey, shape: [rows, blocks, BLOCK_SIZE / 2], elementType: 'uint8', source }
    : { key: partKey, shape: [columns, rows], elementType: 'int8', source }
}

/** A tensor that the conversion computes, in float32. */
export function computedWeight(key: string, shape: readonly number[]): StoredWeight {
  return { key, shape, elementType: 'float32', source: { computed: key } }
}

const ELEMENT_BYTES = { float32: 4, float16: 2, uint8: 1, int8: 1 } as const satisfies Record<
  StoredWeight['elementType'],
  number
>

/** Bytes that a weight takes in the weights file. */
export function byteLength({ shape, elementType }: StoredWeight): number {
  const elements = shape.reduce((product, length) => product * length, 1)
  return ELEMENT_BYTES[elementType] * elements
}

/** What to store of one tensor of the checkpoint. */
export interface TensorWishes {
  readonly tensor: string
  readonly wishes: readonly { readonly key: string; readonly source: CheckpointSource }[]
  /** Bytes that all of it takes. */
  readonly bytes: number
}

/** The wishes for each tensor together, in the order of first use, so that it need be read only once. */
export function wishesByTensor(weights: readonly StoredWeight[]): TensorWishes[] {
  const tensors = new Map<string, TensorWishes>()
  for (const weight of weights) {
    const { key, source } = weight
    if (!('tensor' in source)) continue
    const { tensor } = source
    const { wishes, bytes } = tensors.get(tensor) ?? { wishes: [], bytes: 0 }
    tensors.set(tensor, {
      tensor,
      wishes: [...wishes, { key, source }],
      bytes: bytes + byteLength(weight),
    })
  }
  return [...tensors.values()]
}
