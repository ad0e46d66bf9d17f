import { checkVector } from '../check.ts'

/**
 * Ranks from 1, tied values sharing the mean of the ranks they span (mid-ranks).
 *
 *   rankᵢ = #{j : xⱼ < xᵢ} + (#{j : xⱼ = xᵢ} + 1) / 2
 *
 * @param values - shape [n], n ≥ 1, finite.
 * @returns shape [n], exact: multiples of ½ that sum to n(n + 1) / 2.
 * @throws {RangeError} if empty or an entry is not finite.
 *
 * O(n log n). Sorting the numbers themselves, with no comparison function, is several times faster in JavaScript
 * than sorting indices; each value then finds its place by bisection.
 */
export function midRanks(values: ArrayLike<number>): Float64Array {
  checkVector('midRanks', 'values', values, 1)
  return rank(values)
}

/** Mid-ranks of values already known to be finite. */
export function rank(values: ArrayLike<number>): Float64Array {
  const { distinct, start } = distinctValues(values)
  const ranks = new Float64Array(values.length)
  for (let i = 0; i < ranks.length; i++) {
    const group = lowerBound(distinct, values[i]!)
    ranks[i] = (start[group]! + start[group + 1]! + 1) / 2
  }
  return ranks
}

/** Ranks without gaps from 0: equal values share one, the next value has the next. */
export function denseRanks(values: ArrayLike<number>): Uint32Array {
  const { distinct } = distinctValues(values)
  const ranks = new Uint32Array(values.length)
  for (let i = 0; i < ranks.length; i++) ranks[i] = lowerBound(distinct, values[i]!)
  return ranks
}

/** The distinct values in ascending order and where each begins in the sorted list (one more entry: n). */
function distinctValues(values: ArrayLike<number>): { distinct: Float64Array; start: Uint32Array } {
  const sorted = new Float64Array(values).sort()
  const start = new Uint32Array(sorted.length + 1)
  let groups = 0
  for (let i = 0; i < sorted.length; i++) {
    if (groups > 0 && sorted[i] === sorted[groups - 1]) continue
    sorted[groups] = sorted[i]!
    start[groups++] = i
  }
  start[groups] = sorted.length
  return { distinct: sorted.subarray(0, groups), start }
}

function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
