import type { LossOps } from './loss-ops.ts'

/** Small words over the algebra: a number beside a tensor, and the two means that losses end with. */

export const scalar = <T>(ops: LossOps<T>, value: number): T => ops.constant([value], [1])

export const plus = <T>(ops: LossOps<T>, x: T, value: number): T => ops.add(x, scalar(ops, value))

export const times = <T>(ops: LossOps<T>, x: T, value: number): T => ops.multiply(x, scalar(ops, value))

/** 1 - x */
export const oneMinus = <T>(ops: LossOps<T>, x: T): T => ops.subtract(scalar(ops, 1), x)

export const square = <T>(ops: LossOps<T>, x: T): T => ops.multiply(x, x)

/** All entries in one row: [...] → [n] */
export const flat = <T>(ops: LossOps<T>, x: T): T => ops.reshape(x, [-1])

/** Mean of all entries: [...] → [1] */
export const meanOfAll = <T>(ops: LossOps<T>, x: T): T => ops.mean(flat(ops, x))

/** Σ w x / Σ w over all entries, 0 where every weight is 0: [n], [n] → [1] */
export function weightedMean<T>(ops: LossOps<T>, x: T, weights: T, weightSum?: T): T {
  const sum = ops.sum(ops.multiply(x, weights), [0])
  // The floor only ever replaces a sum of 0, whose quotient must be 0 and not NaN.
  return ops.divide(sum, ops.atLeast(weightSum ?? ops.sum(weights, [0]), SMALLEST))
}

/** Far below any probability or weight that counts, and still a normal number in float32. */
export const SMALLEST = 1e-30
