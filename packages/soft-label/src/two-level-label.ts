import { LEVEL_COUNT, levelValue, requireLevelCount, SCORE_MAX, SCORE_MIN } from './levels.ts'
import { requireInside, requireNonNegative } from './require-number.ts'

/**
 * Linear interpolation between the two levels around a score: the label of a deviation too small to spread
 * further, and of ratings that come without one.
 *
 *   p_j = (c_{j+1} - μ) / d,   p_{j+1} = (μ - c_j) / d,   where c_j < μ ≤ c_{j+1}
 *
 * Source: DeQA-Score, Eq. A2. Its mean is μ exactly; no label on these levels has that mean and less variance.
 *
 * @param score - μ, in [1, 5].
 * @param options - `levels`: K, 5 by default. `margin`: both levels moved outwards by so much, as in the original
 * script (1e-8), which gives the neighbour of an integer score 1e-8 instead of 0.
 * @returns shape [K], ascending; sums to 1; at most two entries are not 0.
 * @throws {RangeError} if `score` is outside [1, 5], or an option is out of range.
 */
export function twoLevelLabel(
  score: number,
  options: { readonly levels?: number; readonly margin?: number } = {},
): number[] {
  const { levels = LEVEL_COUNT, margin = 0 } = options
  requireLevelCount('twoLevelLabel', levels)
  requireInside('twoLevelLabel', 'score', score, SCORE_MIN, SCORE_MAX)
  requireNonNegative('twoLevelLabel', 'margin', margin)
  let lower = 0
  while (lower < levels - 2 && score > levelValue(lower + 1, levels) + margin) lower++
  const left = levelValue(lower, levels) - margin
  const right = levelValue(lower + 1, levels) + margin
  const label = new Array<number>(levels).fill(0)
  label[lower] = (right - score) / (right - left)
  label[lower + 1] = (score - left) / (right - left)
  return label
}
