import { levelValue, SCORE_MIDDLE } from './levels.ts'
import { requireFinite, requireNonNegative } from './require-number.ts'

/** The linear transformation of the paper's post-adjustment, and what it makes of the raw shares. */
export interface Adjustment {
  readonly alpha: number
  readonly beta: number
  /** α p_k + β: sums to 1 and averages to the score, but may be negative. Shape [K], ascending. */
  readonly adjusted: readonly number[]
}

/**
 * α of Eq. 2 as its quotient stands, unchecked: not finite where the shares are symmetric or vanish.
 *
 *   α = (μ - 3) / (Σ c_k p_k - 3 Σ p_k + g)
 */
export function alphaToMean(masses: ArrayLike<number>, score: number, guard = 0): number {
  let total = 0
  let first = 0
  for (let k = 0; k < masses.length; k++) {
    total += masses[k]!
    first += levelValue(k, masses.length) * masses[k]!
  }
  return (score - SCORE_MIDDLE) / (first - SCORE_MIDDLE * total + guard)
}

/**
 * Scales and shifts raw shares so that they sum to 1 and average to `score`.
 *
 *   p'_k = α p_k + β,   α = (μ - 3) / (Σ c_k p_k - 3 Σ p_k + g),   β = (1 - α Σ p_k) / K
 *
 * Source: DeQA-Score, Eq. 2 (g = 0). The original script has g = 1e-9 and takes the quotient as it stands, so that
 * α = 0 and the label uniform at μ = 3. There the shares of a Gaussian are symmetric, both conditions hold for every
 * α, and the quotient is 0/0: give the `alpha` that is meant.
 *
 * @param masses - the raw shares, shape [K], ascending, K ≥ 2, finite and not negative.
 * @param score - the target mean μ.
 * @param options - `guard`: g, 0 by default. `alpha`: taken instead of the quotient.
 * @returns α, β and the adjusted shares.
 * @throws {RangeError} if a share is negative or not finite, there are fewer than two, μ is not finite, or the
 * quotient is not finite (shares that are symmetric, or vanish).
 *
 * Accuracy: sum within 1e-15 · max(1, α Σ p_k); mean within 1e-14 · max(1, α Σ p_k), with a guard within g |α|.
 */
export function adjustToMean(
  masses: ArrayLike<number>,
  score: number,
  options: { readonly alpha?: number; readonly guard?: number } = {},
): Adjustment {
  const count = masses.length
  if (count < 2) throw new RangeError(`adjustToMean: expected at least 2 masses, got ${count}`)
  requireFinite('adjustToMean', 'score', score)
  let total = 0
  for (let k = 0; k < count; k++) {
    requireNonNegative('adjustToMean', `mass at index ${k}`, masses[k]!)
    total += masses[k]!
  }
  const { guard = 0, alpha = alphaToMean(masses, score, guard) } = options
  requireFinite(
    'adjustToMean',
    'alpha (masses must not vanish, nor be symmetric without a given alpha)',
    alpha,
  )
  const beta = (1 - alpha * total) / count
  return { alpha, beta, adjusted: Array.from(masses, (mass) => alpha * mass + beta) }
}
