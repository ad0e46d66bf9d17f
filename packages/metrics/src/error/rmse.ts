import { rootMeanSquare } from 'simple-statistics'
import { checkPair } from '../check.ts'

/**
 * Root of the mean squared error between two vectors on the same scale (RMSE).
 *
 *   √(Σ (xᵢ − yᵢ)² / n)
 *
 * @param x - shape [n], n ≥ 1, finite.
 * @param y - shape [n], paired with `x`, in the same unit.
 * @returns the error in that unit, ≥ 0.
 * @throws {RangeError} if the lengths differ, n = 0, or an entry is not finite.
 */
export function rmse(x: ArrayLike<number>, y: ArrayLike<number>): number {
  checkPair('rmse', ['x', x], ['y', y], 1)
  return rootMeanSquare(Array.from(x, (value, i) => value - y[i]!))
}
