import { mean } from 'simple-statistics'

/**
 * The mean of numbers that are not negative and may be too large to be added up: `Infinity` where one of them is. The sum
 * behind a mean carries its rounding along, which is no number once the sum is none.
 *
 * @param distances - at least one; ≥ 0, `Infinity` among them or not.
 */
export function meanOfDistances(distances: readonly number[]): number {
  if (distances.includes(Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY
  const plain = mean(distances as number[])
  // A power of two above every count takes nothing off numbers that large.
  return Number.isFinite(plain) ? plain : mean(distances.map((distance) => distance / SHARE)) * SHARE
}

const SHARE = 2 ** 53
