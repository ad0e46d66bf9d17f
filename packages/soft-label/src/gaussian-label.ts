import { adjustToMean, alphaToMean } from './adjust-to-mean.ts'
import { discretizeGaussian, LEVEL_DENSITIES, type LevelDensity } from './discretize-gaussian.ts'
import type { ScoreDistribution } from './level-moments.ts'
import {
  LEVEL_COUNT,
  levelValue,
  levelWidth,
  requireLevelCount,
  SCORE_MAX,
  SCORE_MIDDLE,
  SCORE_MIN,
} from './levels.ts'
import { normalPdf } from './normal-distribution.ts'
import { requireInside, requireNonNegative } from './require-number.ts'
import { requireOneOf } from './require-one-of.ts'
import { twoLevelLabel } from './two-level-label.ts'

export interface GaussianLabelOptions {
  /**
   * `'paper'`: the equations as printed. `'upstream'`: what the published script computes, digit for digit.
   * @default 'paper'
   */
  readonly variant?: 'paper' | 'upstream'
  /** @default 'mass' */
  readonly density?: LevelDensity
  /**
   * The number of levels K.
   * @default 5
   */
  readonly levels?: number
  /**
   * Deviations below this one get the two-level label.
   * @default 0.2 times the distance of neighbouring levels
   */
  readonly smallStd?: number
  /**
   * A label whose mean misses the score by more than this gives way to the two-level label.
   * @default Infinity ('paper'), 0.1 times the distance of neighbouring levels ('upstream')
   */
  readonly maxMeanError?: number
  /**
   * Whether a label is divided by its sum after its negative entries were set to 0.
   * @default true ('paper'), false ('upstream')
   */
  readonly renormalize?: boolean
}

/** The paper's soft label, with the way it was made. */
export interface GaussianLabel {
  readonly method: 'gaussian'
  /** The label: shape [K], ascending, not negative. */
  readonly probabilities: readonly number[]
  /** Which construction made it. */
  readonly branch: 'gaussian' | 'two-level'
  /**
   * Why: the regular case; σ below `smallStd`, or so small that a single level has all of the Gaussian and no α moves
   * its mean; or a mean that missed by more than `maxMeanError`.
   */
  readonly reason: 'regular' | 'small-std' | 'mean-error'
  /** The raw shares of the levels before any adjustment; null for σ = 0, which has none. */
  readonly masses: readonly number[] | null
  /** The adjustment of the label; 1 on the two-level branch, as the original's statistics count it. */
  readonly alpha: number
  /** The adjustment of the label; 0 on the two-level branch. */
  readonly beta: number
  /** What setting negative entries to 0 added to the sum: without renormalisation Σ p_k is 1 + clipped. */
  readonly clipped: number
  /** The adjustment that was dropped because of its mean error, else null. */
  readonly dropped: { readonly alpha: number; readonly beta: number; readonly meanError: number } | null
}

/**
 * From here on a Gaussian is flat over the scale: its adjusted label differs from the limit of σ → ∞ by less than 1e-6,
 * while the differences between its shares sink into rounding.
 */
const FLAT_STD = 1e4

/** Shares that sum to less have vanished: no adjustment brings a label back from them. */
const VANISHED = 1e-200

/**
 * The paper's soft label: a Gaussian cut into levels, moved to the right sum and mean, negative entries to 0.
 *
 *   p_k = raw share (Eq. 1),   q_k = max(α p_k + β, 0) with Σ = 1 and mean μ before the maximum (Eq. 2),
 *   or the two-level label where σ < 0.2 (Eq. A2)
 *
 * Variant `'paper'`: exact equations; α at μ = 3 by its limit. The paper does not say what follows clipping; here the label
 * is divided by its sum, 1 + `clipped`, so that it is a distribution with no entry above 1. Its mean errs by what was
 * clipped, towards the middle. `renormalize: false` leaves it undivided: that gives the paper's published Wasserstein
 * distances, but where σ is just above 0.2 and μ near a level α grows without bound, and an entry may be 10 or 10,000.
 *
 * Variant `'upstream'` (gen_soft_label.py @ 8e4abc8) differs in five points, all kept on purpose: 1e-9 is added to the
 * divisor of α, so the label is uniform at μ = 3; nothing is divided after clipping, so Σ p_k may reach 1.1; a mean, not
 * divided by Σ p_k either, that misses by more than 0.1 also leads to the two-level label; there, levels lie 1e-8 further
 * out; and so μ and 6 - μ may take different branches, because that mean feels an excess at high levels more.
 *
 * @param rating - score μ in [1, 5] and deviation σ ≥ 0, both normalised; σ above 10⁴ counts as 10⁴.
 * @returns the label and how it was made.
 * @throws {RangeError} if an input or an option is out of range, not finite, or another word.
 *
 * Accuracy: upstream within 1e-9 of the original (412 recorded labels). Paper: sum within 1e-14; mean within 2e-12
 * where nothing was clipped, for σ ≤ 10.
 */
export function gaussianLabel(rating: ScoreDistribution, options: GaussianLabelOptions = {}): GaussianLabel {
  const { score } = rating
  const { variant = 'paper', density = 'mass', levels = LEVEL_COUNT } = options
  requireLevelCount('gaussianLabel', levels)
  requireOneOf('gaussianLabel', 'variant', variant, ['paper', 'upstream'])
  requireOneOf('gaussianLabel', 'density', density, LEVEL_DENSITIES)
  requireInside('gaussianLabel', 'score', score, SCORE_MIN, SCORE_MAX)
  requireNonNegative('gaussianLabel', 'std', rating.std)
  const std = Math.min(rating.std, FLAT_STD)
  const width = levelWidth(levels)
  const upstream = variant === 'upstream'
  const {
    smallStd = 0.2 * width,
    maxMeanError = upstream ? 0.1 * width : Number.POSITIVE_INFINITY,
    renormalize = !upstream,
  } = options
  requireInside('gaussianLabel', 'smallStd', smallStd, 0, Number.POSITIVE_INFINITY)
  requireInside('gaussianLabel', 'maxMeanError', maxMeanError, 0, Number.POSITIVE_INFINITY)

  const masses = std > 0 ? discretizeGaussian({ score, std }, density, levels) : null
  const twoLevel = (
    reason: 'small-std' | 'mean-error',
    dropped: GaussianLabel['dropped'] = null,
  ): GaussianLabel => ({
    method: 'gaussian',
    probabilities: twoLevelLabel(score, { levels, margin: upstream ? 1e-8 : 0 }),
    branch: 'two-level',
    reason,
    masses,
    alpha: 1,
    beta: 0,
    clipped: 0,
    dropped,
  })
  if (masses === null || std < smallStd || !(sum(masses) > VANISHED)) return twoLevel('small-std')
  const alpha = upstream ? alphaToMean(masses, score, 1e-9) : exactAlpha({ score, std }, masses, density)
  if (!Number.isFinite(alpha * sum(masses))) return twoLevel('small-std')

  const { beta, adjusted } = adjustToMean(masses, score, { alpha })
  let clipped = 0
  for (const share of adjusted) clipped += Math.max(-share, 0)
  const positive = adjusted.map((share) => Math.max(share, 0))
  const total = renormalize ? sum(positive) : 1
  const probabilities = positive.map((share) => share / total)
  const meanError = Math.abs(meanOf(probabilities) - score)
  if (meanError > maxMeanError) return twoLevel('mean-error', { alpha, beta, meanError })
  return {
    method: 'gaussian',
    probabilities,
    branch: 'gaussian',
    reason: 'regular',
    masses,
    alpha,
    beta,
    clipped,
    dropped: null,
  }
}

/** Not finite where a single level has all of the Gaussian. */
function exactAlpha(
  { score, std }: ScoreDistribution,
  masses: readonly number[],
  density: LevelDensity,
): number {
  // Here the limit of α is off by (δ/σ)², and the quotient, by cancellation, by about 1e-16 max(σ, 1)² / δ.
  const nearMiddle = Math.abs(score - SCORE_MIDDLE) < 5e-6 * std ** (4 / 3)
  return nearMiddle ? alphaAtMiddle(std, density, masses.length) : alphaToMean(masses, score)
}

/**
 * The limit of α for μ → 3: one over the derivative of Σ (c_k - 3) p_k by μ, at μ = 3.
 *
 *   mass:     dp_k/dμ = (φ((c_k - d/2 - 3) / σ) - φ((c_k + d/2 - 3) / σ)) / σ
 *   density:  dp_k/dμ = d (c_k - 3) φ((c_k - 3) / σ) / σ³
 */
function alphaAtMiddle(std: number, density: LevelDensity, count: number): number {
  const width = levelWidth(count)
  let derivative = 0
  for (let k = 0; k < count; k++) {
    const offset = levelValue(k, count) - SCORE_MIDDLE
    const z = offset / std
    const half = width / 2 / std
    derivative +=
      density === 'mass'
        ? (offset / std) * (normalPdf(z - half) - normalPdf(z + half))
        : ((width * offset) / std ** 2) * z * normalPdf(z)
  }
  return 1 / derivative
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function meanOf(probabilities: readonly number[]): number {
  return sum(probabilities.map((p, k) => p * levelValue(k, probabilities.length)))
}
