import type { Ops } from '../src/runtime/ops.ts'
import { seededTensor } from './operation-cases.ts'

/** A loss that gives every element of the result another weight, so that no mistake cancels out. */
export function weightedSum<T>(ops: Ops<T>, result: T, shape: readonly number[]): T {
  const weights = seededTensor(shape, 7)
  const weighted = ops.multiply(result, ops.constant(weights.data, shape))
  return ops.sum(
    weighted,
    shape.map((_, axis) => axis),
  )
}
