import { checkPair, checkVaries } from '../check.ts'
import { rank } from './mid-ranks.ts'
import { correlate } from './plcc.ts'

/**
 * Spearman's rank-order correlation coefficient (SRCC): the PLCC of the mid-ranks.
 *
 *   ρ = PLCC(midRanks(x), midRanks(y))
 *
 * Without ties this equals 1 − 6 Σ dᵢ² / (n(n² − 1)); with ties only the definition above is right.
 *
 * @param x - shape [n], n ≥ 2, finite.
 * @param y - shape [n], paired with `x`.
 * @returns ρ in [−1, 1].
 * @throws {RangeError} as `plcc`.
 *
 * Source: Spearman 1904. Accuracy: within 1e-14 of SciPy's `spearmanr`. O(n log n).
 */
export function srcc(x: ArrayLike<number>, y: ArrayLike<number>): number {
  checkPair('srcc', ['x', x], ['y', y], 2)
  checkVaries('srcc', 'x', x)
  checkVaries('srcc', 'y', y)
  return correlate('srcc', rank(x), rank(y))
}
