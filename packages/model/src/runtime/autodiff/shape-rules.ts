import type { Ops, PrimitiveOps } from '../ops.ts'
import { countElements, inferShape, replaceAxis } from '../shapes.ts'
import { sumToShape, type Tape, type Tracked } from './tape.ts'

type ShapeOps<T> = Pick<
  PrimitiveOps<T>,
  'constant' | 'indices' | 'reshape' | 'transpose' | 'concat' | 'slice' | 'pad' | 'expand' | 'repeatBatch'
>

/** Gradient rules of what only moves elements. */
export function shapeRules<T>(ops: Ops<T>, tape: Tape<T>): ShapeOps<Tracked<T>> {
  const expand = (x: Tracked<T>, shape: readonly number[]): Tracked<T> => {
    const rule = (gradient: T) => sumToShape(ops, gradient, shape, x.shape)
    return tape.record(ops.expand(x.value, shape), shape, [{ input: x, rule }])
  }
  return {
    constant: (values, shape) => ({ value: ops.constant(values, shape), shape }),
    indices: (values, shape) => ({ value: ops.indices(values, shape), shape }),
    reshape(x, wanted) {
      const shape = inferShape(wanted, countElements(x.shape))
      const rule = (gradient: T) => ops.reshape(gradient, x.shape)
      return tape.record(ops.reshape(x.value, shape), shape, [{ input: x, rule }])
    },
    transpose(x, permutation) {
      const inverse = permutation.map((_, axis) => permutation.indexOf(axis))
      const shape = permutation.map((axis) => x.shape[axis]!)
      const rule = (gradient: T) => ops.transpose(gradient, inverse)
      return tape.record(ops.transpose(x.value, permutation), shape, [{ input: x, rule }])
    },
    concat(parts, axis) {
      let end = 0
      const dependencies = parts.map((input) => {
        const start = end
        end += input.shape[axis]!
        const stop = end
        return { input, rule: (gradient: T) => ops.slice(gradient, axis, start, stop) }
      })
      const value = ops.concat(
        parts.map((part) => part.value),
        axis,
      )
      return tape.record(value, replaceAxis(parts[0]!.shape, axis, end), dependencies)
    },
    slice(x, axis, start, end) {
      const shape = replaceAxis(x.shape, axis, end - start)
      return tape.record(ops.slice(x.value, axis, start, end), shape, [
        { input: x, rule: (gradient) => gradient, slice: { axis, start, end } },
      ])
    },
    pad(x, axis, before, after) {
      const length = x.shape[axis]!
      const shape = replaceAxis(x.shape, axis, before + length + after)
      const rule = (gradient: T) => ops.slice(gradient, axis, before, before + length)
      return tape.record(ops.pad(x.value, axis, before, after), shape, [{ input: x, rule }])
    },
    expand,
    repeatBatch: (x, like) =>
      x.shape[0] === like.shape[0] ? x : expand(x, [like.shape[0]!, ...x.shape.slice(1)]),
  }
}
