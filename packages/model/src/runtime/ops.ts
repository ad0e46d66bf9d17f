/** Which factors of a product to transpose first, over their last two axes. */
export interface MatMulOptions {
  readonly transposeA?: boolean
  readonly transposeB?: boolean
}

/**
 * The tensor algebra in which the network is written. `T` is whatever an interpreter calls a tensor: numbers
 * in memory, or a value in a graph under construction. Shapes are row-major; the first axis is the batch
 * wherever the docstring says B, and only that axis may be unknown while a graph is being written.
 */
export interface PrimitiveOps<T> {
  /** A tensor of known values. */
  constant(values: ArrayLike<number>, shape: readonly number[]): T
  /** A tensor of known whole numbers, for operations that take indices. */
  indices(values: readonly number[], shape: readonly number[]): T
  /** Product over the last two axes; leading axes broadcast. [..., M, K] × [..., K, N] → [..., M, N] */
  matMul(a: T, b: T, options?: MatMulOptions): T
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
  /** The error function. Float32 interpreters are within 1e-6. */
  erf(x: T): T
  /** 1 / √x, elementwise. */
  reciprocalSqrt(x: T): T
  /** 1 / (1 + e^-x), elementwise. */
  sigmoid(x: T): T
  /** Mean over the last axis, which stays with length 1. */
  mean(x: T): T
  /** Sum over some axes, which stay with length 1. */
  sum(x: T, axes: readonly number[]): T
  /** Softmax over the last axis. */
  softmax(x: T): T
  /** The logarithm of softmax, without forming softmax first. */
  logSoftmax(x: T): T
  /** Same elements, other shape. One entry may be -1 and is then inferred. */
  reshape(x: T, shape: readonly number[]): T
  /** Axis i of the result is axis `permutation[i]` of the input. */
  transpose(x: T, permutation: readonly number[]): T
  concat(parts: readonly T[], axis: number): T
  /** Entries `start` (inclusive) to `end` (exclusive) of one axis. */
  slice(x: T, axis: number, start: number, end: number): T
  /** Zeros before and after along one axis. */
  pad(x: T, axis: number, before: number, after: number): T
  /** Repeats along axes of length 1 until the shape is `shape`. */
  expand(x: T, shape: readonly number[]): T
  /** Rows of a matrix: [V, D] and n indices → [n, D] */
  gatherRows(table: T, rows: readonly number[]): T
  /** Rows of a matrix by an index tensor: [V, D] and [...] → [..., D] */
  gather(table: T, indices: T): T
  /** What `gather` takes apart, added up: values [..., D] and indices [...] → [rows, D]; other rows are 0. */
  scatterRows(values: T, indices: T, rows: number): T
  /** One entry per row of the last axis: x [..., V] and indices [...] → [..., 1] */
  pick(x: T, indices: T): T
  /** What `pick` takes apart: values [..., 1] and indices [...] → [..., width]; other entries are 0. */
  spread(values: T, indices: T, width: number): T
  /** Repeats [1, ...] along the first axis until it is as long as the first axis of `like`. */
  repeatBatch(x: T, like: T): T
}

/** The words of the field. Each has one decomposition (`composite-ops.ts`) that an interpreter may override. */
export interface CompositeOps<T> {
  /** x Wᵀ + b. x [..., in], weight [out, in], bias [out] → [..., out] */
  linear(x: T, weight: T, bias?: T): T
  /** x W: what takes the gradient of `linear` back to its input. x [..., out], weight [out, in] → [..., in] */
  linearTransposed(x: T, weight: T): T
  /** (x - mean) / √(var + eps) over the last axis, with the biased variance, and 1 / √(var + eps) [..., 1]. */
  standardize(x: T, eps: number): { readonly normed: T; readonly inverseStd: T }
  /** (x - mean) / √(var + eps) · weight + bias over the last axis, with the biased variance. */
  layerNorm(x: T, weight: T, bias: T, eps: number): T
  /** x / √(mean(x²) + eps) · weight over the last axis. */
  rmsNorm(x: T, weight: T, eps: number): T
  /** x · σ(1.702 x): OpenAI CLIP's stand-in for GELU. */
  quickGelu(x: T): T
  /** x · σ(x) */
  silu(x: T): T
  /**
   * softmax(Q Kᵀ / √H + mask) V.
   * q [B, N, T, H], k and v [B, N, S, H], mask [T, S] (added to the scores) → [B, N, T, H]
   */
  attention(q: T, k: T, v: T, headWidth: number, mask?: T): T
  /**
   * Rotary positions in the half-split form: with x = (x₁, x₂) the halves of the last axis,
   * x · cos + (-x₂, x₁) · sin. x [B, N, T, H], cos and sin [T, H]
   */
  rotary(x: T, cos: T, sin: T, headWidth: number): T
}

export type Ops<T> = PrimitiveOps<T> & CompositeOps<T>
