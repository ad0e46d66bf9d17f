import type { Ops, PrimitiveOps } from '../ops.ts'
import { reduceLast } from '../shapes.ts'
import type { Tape, Tracked } from './tape.ts'

type ReductionOps<T> = Pick<PrimitiveOps<T>, 'mean' | 'sum' | 'softmax' | 'logSoftmax'>

/** Gradient rules of what works along axes. */
export function reductionRules<T>(ops: Ops<T>, tape: Tape<T>): ReductionOps<Tracked<T>> {
  const sumLast = (x: T, rank: number) => ops.sum(x, [rank - 1])
  return {
    mean(x) {
      const share = ops.constant([1 / x.shape.at(-1)!], [1])
      const rule = (gradient: T) => ops.expand(ops.multiply(gradient, share), x.shape)
      return tape.record(ops.mean(x.value), reduceLast(x.shape), [{ input: x, rule }])
    },
    sum(x, axes) {
      const shape = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
      const rule = (gradient: T) => ops.expand(gradient, x.shape)
      return tape.record(ops.sum(x.value, axes), shape, [{ input: x, rule }])
    },
    // y · (g - Σ g·y)
    softmax(x) {
      const y = ops.softmax(x.value)
      const rule = (gradient: T) => {
        const weighted = ops.multiply(gradient, y)
        return ops.subtract(weighted, ops.multiply(y, sumLast(weighted, x.shape.length)))
      }
      return tape.record(y, x.shape, [{ input: x, rule }])
    },
    // g - e^y · Σ g
    logSoftmax(x) {
      const y = ops.logSoftmax(x.value)
      const rule = (gradient: T) =>
        ops.subtract(gradient, ops.multiply(ops.exp(y), sumLast(gradient, x.shape.length)))
      return tape.record(y, x.shape, [{ input: x, rule }])
    },
  }
}
