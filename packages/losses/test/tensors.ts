import type { LossOps } from '../src/index.ts'
import type { Num } from './number-ops.ts'

/** [n] */
export const row = (ops: LossOps<Num>, values: readonly number[]): Num =>
  ops.constant(values, [values.length])

/** [rows, columns] */
export function matrix(ops: LossOps<Num>, rows: readonly (readonly number[])[]): Num {
  return ops.constant(rows.flat(), [rows.length, rows[0]!.length])
}

/** The number in a loss of shape [1]. */
export function numberIn(loss: Num): number {
  if (`${loss.shape}` !== '1') throw new RangeError(`expected a loss of shape [1], got [${loss.shape}]`)
  return loss.data[0]!
}

/** Central differences of f at x. */
export function differences(
  f: (x: readonly number[]) => number,
  x: readonly number[],
  step = 1e-5,
): number[] {
  return x.map((value, i) => (f(x.with(i, value + step)) - f(x.with(i, value - step))) / (2 * step))
}
