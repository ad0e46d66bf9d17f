/**
 * A weight as a graph wants it stored: a tensor of the checkpoint, perhaps only some of its rows, perhaps
 * transposed; or a tensor computed from the weights themselves, such as the keys of the prompt's prefix.
 */
export interface StoredWeight {
  /** Unique name; the same wish of two graphs has the same key and is stored once. */
  readonly key: string
  /** Shape as stored. */
  readonly shape: readonly number[]
  readonly source: CheckpointSource | { readonly computed: string }
}

export interface CheckpointSource {
  /** Upstream name of the tensor. */
  readonly tensor: string
  /** Shape of the whole tensor as the network uses it. */
  readonly shape: readonly number[]
  /** Only these rows, in this order. */
  readonly rows?: readonly number[]
  /** Store [in, out] instead of [out, in], as a plain product wants it. */
  readonly transposed?: boolean
}

/** Describes how to store (a part of) a checkpoint tensor. */
export function storedWeight(source: CheckpointSource): StoredWeight {
  const taken = source.rows ? [source.rows.length, ...source.shape.slice(1)] : source.shape
  const rows = source.rows ? `:rows(${source.rows.join(',')})` : ''
  return {
    key: `${source.tensor}${rows}${source.transposed ? ':transposed' : ''}`,
    shape: source.transposed ? [...taken].reverse() : taken,
    source,
  }
}

/** Number of float32 values a stored weight holds. */
export function elementCount(weight: StoredWeight): number {
  return weight.shape.reduce((product, length) => product * length, 1)
}
