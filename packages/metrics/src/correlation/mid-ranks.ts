import { checkVector } from '../check.ts'
import { sortedOrder } from './sorted-order.ts'

/**
 * Ranks from 1, tied values sharing the mean of the ranks they span (mid-ranks).
 *
 *   rankᵢ = #{j : xⱼ < xᵢ} + (#{j : xⱼ = xᵢ} + 1) / 2
 *
 * @param values - shape [n], n ≥ 1, finite.
 * @returns shape [n], exact: multiples of ½ that sum to n(n + 1) / 2.
 * @throws {RangeError} if empty or an entry is not finite.
 */
export function midRanks(values: ArrayLike<number>): Float64Array {
  checkVector('midRanks', 'values', values, 1)
  return rank(values)
}

/** Mid-ranks of values already known to be finite. */
export function rank(values: ArrayLike<number>): Float64Array {
  const order = sortedOrder(values)
  const ranks = new Float64Array(order.length)
  for (let start = 0, end = 0; start < order.length; start = end) {
    const value = values[order[start]!]!
    for (end = start + 1; end < order.length && values[order[end]!] === value; ) end++
    for (let k = start; k < end; k++) ranks[order[k]!] = (start + end + 1) / 2
  }
  return ranks
}
