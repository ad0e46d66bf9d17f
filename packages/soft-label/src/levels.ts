/** The five levels in our order: ascending, as in the paper. Index i stands for the value i + 1. */
export const LEVEL_NAMES = ['bad', 'poor', 'fair', 'good', 'excellent'] as const

/** One of the five level words. */
export type LevelName = (typeof LEVEL_NAMES)[number]

/** The paper's K. */
export const LEVEL_COUNT: number = LEVEL_NAMES.length

/** Scores and deviations are on this scale, however many levels divide it. */
export const SCORE_MIN = 1
export const SCORE_MAX = 5
export const SCORE_MIDDLE = 3

/**
 * The scores that the levels stand for: K points evenly on [1, 5].
 *
 *   c_k = 1 + 4 k / (K - 1),   k = 0 … K - 1
 *
 * @param count - K, an integer of at least 2; the paper's 5 gives 1, 2, 3, 4, 5.
 * @returns shape [K], ascending; the ends are exactly 1 and 5.
 * @throws {RangeError} if `count` is not such an integer.
 */
export function levelValues(count = LEVEL_COUNT): number[] {
  requireLevelCount('levelValues', count)
  return Array.from({ length: count }, (_, k) => levelValue(k, count))
}

/** c_k, unchecked. */
export function levelValue(index: number, count: number): number {
  return SCORE_MIN + ((SCORE_MAX - SCORE_MIN) * index) / (count - 1)
}

/** The distance between neighbouring levels, d: 1 for five levels. Unchecked. */
export function levelWidth(count: number): number {
  return (SCORE_MAX - SCORE_MIN) / (count - 1)
}

export function requireLevelCount(caller: string, count: number): void {
  if (!Number.isInteger(count) || count < 2) {
    throw new RangeError(`${caller}: expected an integer count of at least 2 levels, got ${count}`)
  }
}
