import { erf } from '@deqa/soft-label'
import type { LossOps } from '../src/index.ts'
import { broadcastIndices, broadcastShape, count } from './broadcast.ts'

/** A value on the tape: numbers, and how their gradient reaches the operands. */
export interface Num {
  readonly shape: readonly number[]
  readonly data: Float64Array
  readonly grad: Float64Array
  /** Adds to the operands' gradients what this value's gradient gives them. */
  readonly backward: () => void
  readonly operands: readonly Num[]
}

export interface NumberOpsOptions {
  /** 'float32' rounds every element of every value and gradient, as an engine in that precision does. */
  readonly precision?: 'float64' | 'float32'
}

/**
 * An interpreter of the loss algebra in plain numbers, with reverse-mode differentiation by the rules that a tensor
 * engine has. Nothing is simplified: 0 · ∞ is NaN here as it is there.
 */
export function numberOps({ precision = 'float64' }: NumberOpsOptions = {}): LossOps<Num> {
  const round = precision === 'float32' ? Math.fround : (x: number) => x

  function node(
    shape: readonly number[],
    values: ArrayLike<number>,
    operands: Num[],
    back?: (self: Num) => void,
  ): Num {
    const self: Num = {
      shape,
      data: Float64Array.from(values, round),
      grad: new Float64Array(values.length),
      operands,
      backward: () => back?.(self),
    }
    return self
  }

  const give = (to: Num, at: number, gradient: number) => {
    to.grad[at] = round(to.grad[at]! + round(gradient))
  }

  /** f elementwise, with df/dx from x and the result. */
  const map = (x: Num, f: (x: number) => number, slope: (x: number, y: number) => number) =>
    node(x.shape, x.data.map(f), [x], ({ data, grad }) => {
      data.forEach((y, i) => {
        give(x, i, grad[i]! * round(slope(x.data[i]!, y)))
      })
    })

  /** f elementwise over two operands that broadcast, with df/da and df/db. */
  const zip = (
    a: Num,
    b: Num,
    f: (x: number, y: number) => number,
    slopeA: (x: number, y: number) => number,
    slopeB: (x: number, y: number) => number,
  ) => {
    const shape = broadcastShape(a.shape, b.shape)
    const [i, j] = [broadcastIndices(a.shape, shape), broadcastIndices(b.shape, shape)]
    const values = i.map((_, at) => f(a.data[i[at]!]!, b.data[j[at]!]!))
    return node(shape, values, [a, b], ({ grad }) => {
      grad.forEach((g, at) => {
        const [x, y] = [a.data[i[at]!]!, b.data[j[at]!]!]
        give(a, i[at]!, g * round(slopeA(x, y)))
        give(b, j[at]!, g * round(slopeB(x, y)))
      })
    })
  }

  /** Element `at` of the result is element `from[at]` of x. */
  const move = (x: Num, shape: readonly number[], from: readonly number[]) =>
    node(
      shape,
      from.map((i) => x.data[i]!),
      [x],
      ({ grad }) => {
        from.forEach((i, at) => {
          give(x, i, grad[at]!)
        })
      },
    )

  const ops: LossOps<Num> = {
    constant: (values, shape) => {
      if (values.length !== count(shape))
        throw new RangeError(`constant: ${values.length} values for [${shape}]`)
      return node(shape, values, [])
    },
    detach: (x) => node(x.shape, x.data, []),
    add: (a, b) =>
      zip(
        a,
        b,
        (x, y) => x + y,
        () => 1,
        () => 1,
      ),
    subtract: (a, b) =>
      zip(
        a,
        b,
        (x, y) => x - y,
        () => 1,
        () => -1,
      ),
    multiply: (a, b) =>
      zip(
        a,
        b,
        (x, y) => x * y,
        (_, y) => y,
        (x) => x,
      ),
    divide: (a, b) =>
      zip(
        a,
        b,
        (x, y) => x / y,
        (_, y) => 1 / y,
        (x, y) => -x / round(y * y),
      ),
    atLeast: (x, floor) =>
      map(
        x,
        (v) => Math.max(v, floor),
        (v) => (v > floor ? 1 : 0),
      ),
    isAbove: (x, threshold) =>
      node(
        x.shape,
        x.data.map((v) => (v > threshold ? 1 : 0)),
        [],
      ),
    exp: (x) => map(x, Math.exp, (_, y) => y),
    log: (x) => map(x, Math.log, (v) => 1 / v),
    sqrt: (x) => map(x, Math.sqrt, (_, y) => 0.5 / y),
    erf: (x) => map(x, erf, (v) => (2 / Math.sqrt(Math.PI)) * Math.exp(-round(v * v))),
    mean: (x) => {
      const length = x.shape.at(-1)!
      const sum = ops.sum(x, [x.shape.length - 1])
      return ops.divide(sum, ops.constant([length], [1]))
    },
    sum: (x, axes) => {
      const shape = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
      const into = broadcastIndices(shape, x.shape)
      const values = new Float64Array(count(shape))
      into.forEach((i, at) => {
        values[i] = round(values[i]! + x.data[at]!)
      })
      return node(shape, values, [x], ({ grad }) => {
        into.forEach((i, at) => {
          give(x, at, grad[i]!)
        })
      })
    },
    logSoftmax: (x) => {
      const length = x.shape.at(-1)!
      const rowOf = (i: number) => x.data.subarray(i - (i % length), i - (i % length) + length)
      const values = x.data.map((v, i) => {
        const max = Math.max(...rowOf(i))
        return round(v - max) - Math.log(rowOf(i).reduce((sum, w) => sum + Math.exp(w - max), 0))
      })
      return node(x.shape, values, [x], ({ data, grad }) => {
        data.forEach((y, i) => {
          const start = i - (i % length)
          const sum = grad.subarray(start, start + length).reduce((a, g) => a + g, 0)
          give(x, i, grad[i]! - Math.exp(y) * sum)
        })
      })
    },
    reshape: (x, shape) => {
      const known = shape.reduce((product, length) => (length === -1 ? product : product * length), 1)
      const full = shape.map((length) => (length === -1 ? x.data.length / known : length))
      if (count(full) !== x.data.length) throw new RangeError(`reshape: [${x.shape}] to [${shape}]`)
      return move(x, full, [...x.data.keys()])
    },
    transpose: (x, permutation) => {
      if (`${permutation}` !== '1,0' || x.shape.length !== 2) throw new RangeError('transpose: matrices only')
      const [rows, columns] = x.shape as [number, number]
      const from = [...x.data.keys()].map((at) => (at % rows) * columns + Math.floor(at / rows))
      return move(x, [columns, rows], from)
    },
    slice: (x, axis, start, end) => {
      if (!(start >= 0 && start < end && end <= x.shape[axis]!))
        throw new RangeError(`slice: ${start}..${end}`)
      const inner = count(x.shape.slice(axis + 1))
      const kept = [...x.data.keys()].filter((i) => {
        const index = Math.floor(i / inner) % x.shape[axis]!
        return index >= start && index < end
      })
      return move(x, x.shape.with(axis, end - start), kept)
    },
    gatherRows: (table, rows) => {
      const [height, width] = table.shape as [number, number]
      if (rows.some((row) => !(row >= 0 && row < height)))
        throw new RangeError(`gatherRows: [${rows}] of ${height}`)
      return move(
        table,
        [rows.length, width],
        rows.flatMap((row) => Array.from({ length: width }, (_, c) => row * width + c)),
      )
    },
    pick: (x, indices) => {
      const width = x.shape.at(-1)!
      if (indices.data.some((index) => !(index >= 0 && index < width))) throw new RangeError('pick: outside')
      return move(
        x,
        [...indices.shape, 1],
        Array.from(indices.data, (index, row) => row * width + index),
      )
    },
  }
  return ops
}

/** d loss / d input for each input, by one walk back over the tape. The gradients of the tape must still be 0. */
export function gradients(loss: Num, inputs: readonly Num[]): number[][] {
  const order: Num[] = []
  const seen = new Set<Num>()
  const visit = (value: Num) => {
    if (seen.has(value)) return
    seen.add(value)
    value.operands.forEach(visit)
    order.push(value)
  }
  visit(loss)
  loss.grad.fill(1)
  for (const value of order.reverse()) value.backward()
  return inputs.map((input) => Array.from(input.grad))
}
