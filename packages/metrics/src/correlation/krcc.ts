import { checkPair, checkVaries } from '../check.ts'
import { denseRanks } from './mid-ranks.ts'

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
  const rankX = denseRanks(x)
  const rankY = denseRanks(y)

  // One number per point that sorts by x and, within equal x, by y.
  const keys = new Float64Array(n)
  for (let i = 0; i < n; i++) keys[i] = rankX[i]! * n + rankY[i]!
  keys.sort()
  const yInOrderOfX = new Uint32Array(n)
  for (let i = 0; i < n; i++) yInOrderOfX[i] = keys[i]! % n

  const pairs = (n * (n - 1)) / 2
  const tiedX = tiedPairs(rankX)
  const tiedY = tiedPairs(rankY)
  const tiedBoth = pairsInRuns(keys)
  const discordant = inversions(yInOrderOfX)
  const concordantMinusDiscordant = pairs - tiedX - tiedY + tiedBoth - 2 * discordant
  const tau = concordantMinusDiscordant / Math.sqrt(pairs - tiedX) / Math.sqrt(pairs - tiedY)
  return Math.max(-1, Math.min(1, tau))
}

function tiedPairs(denseRank: Uint32Array): number {
  const count = new Float64Array(denseRank.length)
  for (const group of denseRank) count[group]!++
  let pairs = 0
  for (const size of count) pairs += (size * (size - 1)) / 2
  return pairs
}

function pairsInRuns(sorted: Float64Array): number {
  let pairs = 0
  let run = 0
  for (let i = 1; i < sorted.length; i++) {
    run = sorted[i] === sorted[i - 1] ? run + 1 : 0
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
