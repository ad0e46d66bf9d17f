import { discreteGaussian } from './discrete-gaussian.ts'
import type { ScoreDistribution } from './level-moments.ts'
import { LEVEL_COUNT, levelWidth, requireLevelCount, SCORE_MAX, SCORE_MIN } from './levels.ts'
import { requireInside, requireNonNegative } from './require-number.ts'
import { twoLevelLabel } from './two-level-label.ts'

/** The label with exactly the rating's mean, and its deviation wherever levels can carry it. */
export interface MomentMatchedLabel {
  readonly method: 'moment-matched'
  /** The label: shape [K], ascending, not negative, sums to 1. */
  readonly probabilities: readonly number[]
  /** Which distribution it is: the discrete Gaussian, the two levels around the mean, or the two ends. */
  readonly branch: 'discrete-gaussian' | 'two-level' | 'two-ends'
  /** Whether the deviation is met, or lies below or above everything that levels with this mean can carry. */
  readonly reason: 'matched' | 'std-below-feasible' | 'std-above-feasible'
  /** The smallest and the largest deviation of any label with this mean. */
  readonly feasibleStd: readonly [least: number, largest: number]
}

/**
 * A variance this near to a bound, in units of the level distance and per level, is on it: about what rounding does
 * to the bound itself.
 */
const BOUND_TOLERANCE = 1e-15

/**
 * The maximum-entropy label: of all distributions on the levels with the rating's mean and variance, the one that
 * assumes nothing else. It is the discrete Gaussian
 *
 *   p_k ∝ exp(a c_k - b c_k²),   Σ c_k p_k = μ,   Σ p_k (c_k - μ)² = σ²
 *
 * Every mean in [1, 5] can be met; the variance only between that of the two levels around the mean and that of the
 * two ends. Outside, the nearest feasible variance is taken, which a single label has. Nothing is ever clipped.
 *
 * Source: ours; derivation and figure in docs/moment-matched-label.md. It removes the mean error of the paper's label,
 * and its deviation error (the paper's Limitations) down to what any label on levels must have.
 *
 * @param rating - score μ in [1, 5] and deviation σ ≥ 0, both normalised.
 * @param options - `levels`: K, 5 by default.
 * @throws {RangeError} if an input is out of range or not finite; or if mean and variance were not met, for which no
 * example is known.
 *
 * Accuracy: mean within 1e-14; deviation within 1e-11 where it is feasible and above 1e-3, else within 1e-7;
 * sum within 2e-15 (K ≤ 12). More levels: mean within 4e-13 and variance within 2e-12.
 */
export function momentMatchedLabel(
  { score, std }: ScoreDistribution,
  options: { readonly levels?: number } = {},
): MomentMatchedLabel {
  const { levels = LEVEL_COUNT } = options
  requireLevelCount('momentMatchedLabel', levels)
  requireInside('momentMatchedLabel', 'score', score, SCORE_MIN, SCORE_MAX)
  requireNonNegative('momentMatchedLabel', 'std', std)

  // In units of the level distance, counted from the lowest level.
  const last = levels - 1
  const mean = ((score - SCORE_MIN) * last) / (SCORE_MAX - SCORE_MIN)
  const width = levelWidth(levels)
  const variance = (std / width) ** 2
  const fraction = mean - Math.floor(mean)
  const least = fraction * (1 - fraction)
  const largest = mean * (last - mean)
  const tolerance = BOUND_TOLERANCE * levels
  const feasibleStd = [width * Math.sqrt(least), width * Math.sqrt(largest)] as const
  const label = (
    probabilities: number[],
    branch: MomentMatchedLabel['branch'],
    reason: MomentMatchedLabel['reason'],
  ): MomentMatchedLabel => ({ method: 'moment-matched', probabilities, branch, reason, feasibleStd })

  if (variance <= least + tolerance) {
    const reason = variance < least - tolerance ? 'std-below-feasible' : 'matched'
    return label(twoLevelLabel(score, { levels }), 'two-level', reason)
  }
  if (variance >= largest - tolerance) {
    const ends = new Array<number>(levels).fill(0)
    ends[0] = 1 - mean / last
    ends[last] = mean / last
    return label(ends, 'two-ends', variance > largest + tolerance ? 'std-above-feasible' : 'matched')
  }
  return label(discreteGaussian(mean, variance, levels), 'discrete-gaussian', 'matched')
}
