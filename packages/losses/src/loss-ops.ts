/**
 * The part of the tensor algebra in which the losses are written. `Ops<T>` of `@deqa/model` has every one of these
 * operations under the same name, so each of its interpreters (and the reader's own) can be passed as it is. `T` is
 * whatever the interpreter calls a tensor; shapes are row-major.
 *
 * Shape letters in this package: B images (or pairs), K levels in ascending order (bad first), V tokens of the
 * vocabulary, A tokens of an answer, n any number of tokens, P pairs.
 */
export interface LossOps<T> {
  /** A tensor of known values. */
  constant(values: ArrayLike<number>, shape: readonly number[]): T
  /** The same values, through which no gradient flows. */
  detach(x: T): T
  /** Elementwise with broadcasting, as in NumPy. */
  add(a: T, b: T): T
  subtract(a: T, b: T): T
  multiply(a: T, b: T): T
  divide(a: T, b: T): T
  /** The larger of x and a number, elementwise. */
  atLeast(x: T, floor: number): T
  /** 1 where x > threshold, else 0. */
  isAbove(x: T, threshold: number): T
  exp(x: T): T
  /** Natural logarithm. */
  log(x: T): T
  sqrt(x: T): T
  erf(x: T): T
  /** Mean over the last axis, which stays with length 1. */
  mean(x: T): T
  /** Sum over some axes, which stay with length 1. */
  sum(x: T, axes: readonly number[]): T
  /** The logarithm of softmax over the last axis, without forming softmax first. */
  logSoftmax(x: T): T
  /** Same elements, other shape. One entry may be -1 and is then inferred. */
  reshape(x: T, shape: readonly number[]): T
  /** Axis i of the result is axis `permutation[i]` of the input. */
  transpose(x: T, permutation: readonly number[]): T
  /** Entries `start` (inclusive) to `end` (exclusive) of one axis. */
  slice(x: T, axis: number, start: number, end: number): T
  /** Rows of a matrix: [V, D] and n indices → [n, D] */
  gatherRows(table: T, rows: readonly number[]): T
  /** One entry per row of the last axis: x [..., V] and indices [...] → [..., 1] */
  pick(x: T, indices: T): T
}
