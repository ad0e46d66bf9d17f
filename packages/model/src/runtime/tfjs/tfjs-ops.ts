import type { GradSaveFunc, Tensor } from '@tensorflow/tfjs'
import { withCompositeOps } from '../composite-ops.ts'
import type { Ops, PrimitiveOps } from '../ops.ts'

/** TensorFlow.js as a value: whoever has it loaded passes it in, so that nobody else loads it. */
export type Tfjs = typeof import('@tensorflow/tfjs')

/**
 * The interpreter that computes at once, in float32, on TensorFlow.js's present backend. Its gradients are those
 * of TensorFlow.js itself, on every backend; only of `gather` and `scatterRows` it is told that each is the
 * other's transpose. Tensors are the caller's to free: run a computation inside `tf.tidy`.
 */
export function tfjsOps(tf: Tfjs): Ops<Tensor> {
  const wholeNumbers = (values: readonly number[], shape: readonly number[]) =>
    tf.tensor(Int32Array.from(values), [...shape], 'int32')

  /** A linear function of one tensor, with its transpose for a gradient; both are given the indices. */
  const linearMap = (
    x: Tensor,
    indices: Tensor,
    forward: (x: Tensor, indices: Tensor) => Tensor,
    transposed: (gradient: Tensor, indices: Tensor) => Tensor,
  ): Tensor =>
    tf.customGrad((value, save) => {
      ;(save as GradSaveFunc)([indices])
      const gradFunc = (gradient: Tensor, saved: Tensor[]) => transposed(gradient, saved[0]!)
      return { value: forward(value as Tensor, indices), gradFunc }
    })(x)

  // Not `broadcastTo`: the gradient of tiling adds up slice by slice, and not at all beyond four axes.
  const expand = (x: Tensor, shape: readonly number[]) =>
    tf.util.arraysEqual(x.shape, [...shape]) ? x : tf.add(x, tf.zeros([...shape]))

  /** True where the last axis, of length `width`, is at the index. [...] → [..., width] */
  const isAt = (indices: Tensor, width: number) =>
    tf.equal(tf.expandDims(indices, -1), tf.range(0, width, 1, 'int32'))

  /** An elementwise function through which no gradient flows. */
  const withoutGradient = (x: Tensor, f: (x: Tensor) => Tensor): Tensor =>
    tf.customGrad((value) => ({
      value: f(value as Tensor),
      gradFunc: (gradient) => tf.zerosLike(gradient),
    }))(x)

  const rowsAt = (table: Tensor, indices: Tensor): Tensor => tf.gather(table, indices)

  /** Rows added up where the indices say: values [..., D] and indices [...] → [rows, D] */
  const addRows = (values: Tensor, indices: Tensor, rows: number): Tensor => {
    const width = values.shape.at(-1)!
    return tf.scatterND(tf.reshape(indices, [-1, 1]), tf.reshape(values, [-1, width]), [rows, width])
  }

  const primitives: PrimitiveOps<Tensor> = {
    constant: (values, shape) => tf.tensor(Float32Array.from(values), [...shape], 'float32'),
    indices: wholeNumbers,
    matMul(a, b, { transposeA = false, transposeB = false } = {}) {
      // The library's gradient of a product forgets to add up over repeated batches, so none are left to it.
      const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2))
      const [left, right] = [a, b].map((x) => expand(x, [...batch, ...x.shape.slice(-2)]))
      return tf.matMul(left!, right!, transposeA, transposeB)
    },
    detach: (x) => withoutGradient(x, (value) => value.clone()),
    add: (a, b) => tf.add(a, b),
    subtract: (a, b) => tf.sub(a, b),
    multiply: (a, b) => tf.mul(a, b),
    divide: (a, b) => tf.div(a, b),
    // Not `maximum`, whose gradient at the floor itself is 1: there ours is 0. NaN is not below, and stays.
    atLeast(x, floor) {
      const stays = withoutGradient(x, (value) =>
        tf.cast(tf.logicalNot(tf.lessEqual(value, floor)), 'float32'),
      )
      return tf.where(tf.cast(stays, 'bool'), x, tf.fill(x.shape, floor))
    },
    isAbove: (x, threshold) =>
      withoutGradient(x, (value) => tf.cast(tf.greater(value, threshold), 'float32')),
    exp: (x) => tf.exp(x),
    log: (x) => tf.log(x),
    sqrt: (x) => tf.sqrt(x),
    erf: (x) => tf.erf(x),
    reciprocalSqrt: (x) => tf.rsqrt(x),
    sigmoid: (x) => tf.sigmoid(x),
    mean: (x) => tf.mean(x, -1, true),
    sum: (x, axes) => (axes.length === 0 ? x : tf.sum(x, [...axes], true)),
    softmax: (x) => tf.softmax(x, -1),
    logSoftmax: (x) => tf.logSoftmax(x, -1),
    reshape: (x, shape) => tf.reshape(x, [...shape]),
    transpose: (x, permutation) => tf.transpose(x, [...permutation]),
    concat: (parts, axis) => tf.concat([...parts], axis),
    slice(x, axis, start, end) {
      const begin = x.shape.map((_, i) => (i === axis ? start : 0))
      const size = x.shape.map((length, i) => (i === axis ? end - start : length))
      return tf.slice(x, begin, size)
    },
    pad: (x, axis, before, after) =>
      tf.pad(
        x,
        x.shape.map((_, i) => (i === axis ? [before, after] : [0, 0])),
      ),
    expand,
    gatherRows: (table, rows) => primitives.gather(table, wholeNumbers(rows, [rows.length])),
    // Each is the other's transpose. The library's own gradient of `gather` makes several passes for every row of
    // the table and has no kernel on WebAssembly; for `scatterND` it has none.
    gather: (table, indices) =>
      linearMap(table, indices, rowsAt, (gradient, at) => addRows(gradient, at, table.shape[0]!)),
    scatterRows: (values, indices, rows) =>
      linearMap(values, indices, (x, at) => addRows(x, at, rows), rowsAt),
    pick: (x, indices) => tf.sum(tf.where(isAt(indices, x.shape.at(-1)!), x, tf.zerosLike(x)), -1, true),
    spread: (values, indices, width) => tf.mul(values, tf.cast(isAt(indices, width), 'float32')),
    repeatBatch: (x, like) => expand(x, [like.shape[0]!, ...x.shape.slice(1)]),
  }

  return {
    ...withCompositeOps(primitives),
    // As one product of two matrices, whatever the rank of x: the weight is not repeated along the batch.
    linear(x, weight, bias) {
      const [out, input] = weight.shape as [number, number]
      const product = tf.matMul(tf.reshape(x, [-1, input]), weight, false, true)
      const shaped = tf.reshape(product, [...x.shape.slice(0, -1), out])
      return bias === undefined ? shaped : tf.add(shaped, bias)
    },
  }
}
