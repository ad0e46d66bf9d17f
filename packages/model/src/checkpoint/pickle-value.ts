/** A class or function that a pickle names: a name with, perhaps, our own reading of a call. */
export interface PickleGlobal {
  readonly kind: 'global'
  readonly name: string
  /** What a call of it means here; absent if it may be named but not called. */
  readonly call?: (args: readonly PickleValue[]) => PickleValue
}

export interface PickleDict {
  readonly kind: 'dict'
  /** True for a `collections.OrderedDict`, which may carry attributes; they are dropped. */
  readonly ordered: boolean
  /** Absent while empty: a hostile file of empty dictionaries should cost no more than its own size. */
  items?: Map<string, PickleValue>
}

/** A value made by the reader's vocabulary, such as a tensor. */
export interface PickleObject {
  readonly kind: 'object'
  readonly value: unknown
}

/** What a restricted pickle can hold. Tuples are arrays. */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | readonly PickleValue[]
  | PickleDict
  | PickleGlobal
  | PickleObject

/** All that a pickle may refer to. Anything else is an error that names it. */
export interface PickleVocabulary {
  /** By their full name, `module.name`. */
  readonly globals: ReadonlyMap<string, PickleGlobal>
  /** What a persistent id stands for. */
  readonly persistent: (id: PickleValue) => PickleValue
}

/** Whether a value is a dictionary, a global or an object. */
export function isPickleKind<K extends 'dict' | 'global' | 'object'>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<PickleValue, { kind: K }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind
}
