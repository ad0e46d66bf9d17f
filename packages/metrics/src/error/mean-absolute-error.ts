import { checkPair } from '../check.ts'
import { meanOfDistances } from '../mean-of-distances.ts'

/**
 * Mean absolute error between two vectors on the same scale: the "L1 Error" of the paper's Table 1.
 *
 *   Σ |xᵢ − yᵢ| / n
 *
 * @param x - shape [n], n ≥ 1, finite.
 * @param y - shape [n], paired with `x`, in the same unit.
 * @returns the error in that unit, ≥ 0; `Infinity` where a difference is beyond all numbers.
 * @throws {RangeError} if the lengths differ, n = 0, or an entry is not finite.
 */
export function meanAbsoluteError(x: ArrayLike<number>, y: ArrayLike<number>): number {
  checkPair('meanAbsoluteError', ['x', x], ['y', y], 1)
  return meanOfDistances(Array.from(x, (value, i) => Math.abs(value - y[i]!)))
}
