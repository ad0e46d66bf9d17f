import type { Ops, PrimitiveOps } from '../ops.ts'
import { broadcastShapes } from '../shapes.ts'
import { sumToShape, type Tape, type Tracked } from './tape.ts'

type MatrixOps<T> = Pick<
  PrimitiveOps<T>,
  'matMul' | 'gatherRows' | 'gather' | 'scatterRows' | 'pick' | 'spread'
>

/** Gradient rules of products and look-ups. */
export function matrixRules<T>(ops: Ops<T>, tape: Tape<T>): MatrixOps<Tracked<T>> {
  const gather = (table: Tracked<T>, indices: Tracked<T>, value: T): Tracked<T> => {
    const [rows, width] = table.shape as [number, number]
    const rule = (gradient: T) => ops.scatterRows(gradient, indices.value, rows)
    return tape.record(value, [...indices.shape, width], [{ input: table, rule }])
  }
  return {
    matMul(a, b, { transposeA = false, transposeB = false } = {}) {
      const [m, k] = lastTwo(a.shape, transposeA)
      const [inner, n] = lastTwo(b.shape, transposeB)
      if (k !== inner) {
        throw new RangeError(`matMul: expected inner lengths to agree, got [${a.shape}] and [${b.shape}]`)
      }
      const batch = broadcastShapes('matMul', a.shape.slice(0, -2), b.shape.slice(0, -2))
      const toA = (gradient: T) =>
        transposeA
          ? ops.matMul(b.value, gradient, { transposeA: transposeB, transposeB: true })
          : ops.matMul(gradient, b.value, { transposeB: !transposeB })
      const toB = (gradient: T) =>
        transposeB
          ? ops.matMul(gradient, a.value, { transposeA: true, transposeB: transposeA })
          : ops.matMul(a.value, gradient, { transposeA: !transposeA })
      const own = (x: Tracked<T>) => [...batch, ...x.shape.slice(-2)]
      return tape.record(
        ops.matMul(a.value, b.value, { transposeA, transposeB }),
        [...batch, m, n],
        [
          { input: a, rule: (gradient) => sumToShape(ops, toA(gradient), own(a), a.shape) },
          { input: b, rule: (gradient) => sumToShape(ops, toB(gradient), own(b), b.shape) },
        ],
      )
    },
    gatherRows: (table, rows) =>
      gather(
        table,
        { value: ops.indices(rows, [rows.length]), shape: [rows.length] },
        ops.gatherRows(table.value, rows),
      ),
    gather: (table, indices) => gather(table, indices, ops.gather(table.value, indices.value)),
    scatterRows(values, indices, rows) {
      const rule = (gradient: T) => ops.gather(gradient, indices.value)
      const value = ops.scatterRows(values.value, indices.value, rows)
      return tape.record(value, [rows, values.shape.at(-1)!], [{ input: values, rule }])
    },
    pick(x, indices) {
      const rule = (gradient: T) => ops.spread(gradient, indices.value, x.shape.at(-1)!)
      return tape.record(ops.pick(x.value, indices.value), [...indices.shape, 1], [{ input: x, rule }])
    },
    spread(values, indices, width) {
      const rule = (gradient: T) => ops.pick(gradient, indices.value)
      const value = ops.spread(values.value, indices.value, width)
      return tape.record(value, [...indices.shape, width], [{ input: values, rule }])
    },
  }
}

function lastTwo(shape: readonly number[], transposed: boolean): [number, number] {
  const [rows, columns] = shape.slice(-2) as [number, number]
  return transposed ? [columns, rows] : [rows, columns]
}
