import { checkPair, checkVaries } from '../check.ts'
import { sortedOrder } from './sorted-order.ts'

/**
 * Kendall's rank-order correlation coefficient (KRCC), in the form τ-b that corrects for ties.
 *
 *   τ_b = (C − D) / √((N − X)(N − Y)),   N = n(n − 1) / 2
 *
 * C and D count the concordant and discordant pairs, X and Y the pairs tied in x and in y.
 *
 * @param x - shape [n], n ≥ 2, finite.
 * @param y - shape [n], paired with `x`.
 * @returns τ_b in [−1, 1].
 * @throws {RangeError} as `plcc`.
 *
 * Source: Kendall 1945 (τ-b); Knight 1966 (counting discordant pairs by a merge sort). O(n log n). Accuracy: the
 * counts are exact up to n ≈ 90 million; the quotient is rounded twice.
 */
export function krcc(x: ArrayLike<number>, y: ArrayLike<number>): number {
  checkPair('krcc', ['x', x], ['y', y], 2)
  checkVaries('krcc', 'x', x)
  checkVaries('krcc', 'y', y)
  const n = x.length
  const byY = sortedOrder(y)
  const rankY = new Uint32Array(n)
  for (let k = 1, rank = 0; k < n; k++) {
    if (y[byY[k]!] !== y[byY[k - 1]!]) rank++
    rankY[byY[k]!] = rank
  }
  // By x and, within equal x, by y: there no pair is out of order.
  const byXThenY = sortedOrder(x, byY)

  const pairs = (n * (n - 1)) / 2
  const tiedX = tiedPairs(byXThenY, (i, j) => x[i] === x[j])
  const tiedY = tiedPairs(byY, (i, j) => y[i] === y[j])
  const tiedBoth = tiedPairs(byXThenY, (i, j) => x[i] === x[j] && y[i] === y[j])
  const discordant = inversions(byXThenY.map((i) => rankY[i]!))
  const concordantMinusDiscordant = pairs - tiedX - tiedY + tiedBoth - 2 * discordant
  const tau = concordantMinusDiscordant / Math.sqrt(pairs - tiedX) / Math.sqrt(pairs - tiedY)
  return Math.max(-1, Math.min(1, tau))
}

/** The number of equal pairs, where `order` has put equals side by side. */
function tiedPairs(order: Uint32Array, equal: (i: number, j: number) => boolean): number {
  let pairs = 0
  let run = 0
  for (let k = 1; k < order.length; k++) {
    run = equal(order[k]!, order[k - 1]!) ? run + 1 : 0
    pairs += run
  }
  return pairs
}

/** The number of pairs i < j with values[i] > values[j]. Sorts `values` on the way (bottom-up merge sort). */
function inversions(values: Uint32Array<ArrayBuffer>): number {
  const n = values.length
  let from = values
  let to = new Uint32Array(n)
  let count = 0
  for (let width = 1; width < n; width *= 2) {
    for (let start = 0; start < n; start += 2 * width) {
      const middle = Math.min(start + width, n)
      const end = Math.min(start + 2 * width, n)
      let left = start
      let right = middle
      for (let k = start; k < end; k++) {
        if (left < middle && (right >= end || from[left]! <= from[right]!)) to[k] = from[left++]!
        else {
          count += middle - left
          to[k] = from[right++]!
        }
      }
    }
    ;[from, to] = [to, from]
  }
  return count
}
