import { checkGaussian, type Gaussian } from './gaussian.ts'
import { checkedDistribution, type LevelDistanceOptions } from './level-distances.ts'
import { normalCdf, normalDensity, normalQuantile } from './normal-distribution.ts'

/**
 * 1-Wasserstein distance between a distribution over K levels (evenly on [1, 5]) and the Gaussian it stands for: what
 * any label on levels must lose, and what a given one loses beyond that.
 *
 *   W₁ = ∫ |P(x) − Φ((x − μ) / σ)| dx
 *
 * P is a staircase, so the integral is a finite sum of terms z Φ(z) + φ(z).
 *
 * @param probabilities - shape [K], bad → excellent.
 * @param gaussian - mean and deviation on the five-point scale.
 * @returns the distance on the five-point scale, ≥ 0.
 * @throws {RangeError} if an entry is negative or not finite, the sum is not 1, or the deviation negative.
 *
 * Accuracy: absolute 1e-13 for σ ≤ 10.
 */
export function levelGaussianW1(
  probabilities: ArrayLike<number>,
  gaussian: Gaussian,
  options: LevelDistanceOptions = {},
): number {
  const p = checkedDistribution('levelGaussianW1', 'probabilities', probabilities, options)
  checkGaussian('levelGaussianW1', 'gaussian', gaussian)
  const levels = levelValues(p.length)
  const { mean, std } = gaussian
  // As narrow as this it is a point, and (level − μ) / σ may not be a number.
  if (std < 1e-100) return p.reduce((sum, value, k) => sum + value * Math.abs(levels[k]! - mean), 0)

  const z = levels.map((level) => (level - mean) / std)
  const last = z.length - 1
  // Below the lowest level all of the Gaussian's mass is too early, above the highest too late.
  let sum = lowerArea(z[0]!) + lowerArea(-z[last]!)
  let cumulative = 0
  for (let k = 0; k < last; k++) {
    cumulative = Math.min(1, cumulative + p[k]!)
    sum += areaBetween(cumulative, z[k]!, z[k + 1]!)
  }
  return std * sum
}

/**
 * 2-Wasserstein distance between a distribution over K levels (evenly on [1, 5]) and a Gaussian.
 *
 *   W₂² = Σ p_k (c_k − μ)² + σ² − 2 σ Σ c_k (φ(z_{k−1}) − φ(z_k)),   z_k = Φ⁻¹(p_1 + … + p_k)
 *
 * @param probabilities - shape [K], bad → excellent.
 * @param gaussian - mean and deviation on the five-point scale.
 * @returns the distance on the five-point scale, ≥ 0. Unlike the paper's W₂, which compares the two Gaussians of
 *   equal moments, it does not vanish when the moments agree.
 * @throws {RangeError} as `levelGaussianW1`.
 *
 * Accuracy: W₂² within 1e-12 for σ ≤ 10.
 */
export function levelGaussianW2(
  probabilities: ArrayLike<number>,
  gaussian: Gaussian,
  options: LevelDistanceOptions = {},
): number {
  const p = checkedDistribution('levelGaussianW2', 'probabilities', probabilities, options)
  checkGaussian('levelGaussianW2', 'gaussian', gaussian)
  const { mean, std } = gaussian
  const offsets = levelValues(p.length).map((level) => level - mean)
  let squares = std * std
  let cumulative = 0
  let densityBefore = 0
  for (let k = 0; k < p.length; k++) {
    cumulative += p[k]!
    const densityAfter =
      cumulative > 0 && cumulative < 1 && k < p.length - 1 ? densityAtQuantile(cumulative) : 0
    squares += p[k]! * offsets[k]! ** 2 - 2 * std * offsets[k]! * (densityBefore - densityAfter)
    densityBefore = densityAfter
  }
  return Math.sqrt(Math.max(0, squares))
}

function densityAtQuantile(p: number): number {
  return normalDensity(normalQuantile(p))
}

/** ∫ Φ from −∞ to z. */
function lowerArea(z: number): number {
  return Math.max(0, z * normalCdf(z) + normalDensity(z))
}

/** ∫ |c − Φ| over [a, b]. */
function areaBetween(c: number, a: number, b: number): number {
  const signed = (from: number, to: number) => c * (to - from) - (lowerArea(to) - lowerArea(from))
  if (c <= 0 || c >= 1) return Math.abs(signed(a, b))
  const crossing = Math.min(Math.max(normalQuantile(c), a), b)
  return Math.abs(signed(a, crossing)) + Math.abs(signed(crossing, b))
}

function levelValues(count: number): number[] {
  return Array.from({ length: count }, (_, k) => 1 + (4 * k) / (count - 1))
}
