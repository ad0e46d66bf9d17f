import type { ScoreDistribution } from './level-moments.ts'
import { LEVEL_COUNT, levelValue, levelWidth, requireLevelCount } from './levels.ts'
import { normalInterval, normalPdf } from './normal-distribution.ts'
import { requireFinite, requireNonNegative } from './require-number.ts'
import { requireOneOf } from './require-one-of.ts'

/**
 * How a Gaussian gives each level its raw share: the mass of the level's interval (the paper's Eq. 1; the
 * original script's `cdf`), or the density at its centre (the script's `pdf`, used there for KonIQ and KADID).
 */
export type LevelDensity = 'mass' | 'density'

export const LEVEL_DENSITIES: readonly LevelDensity[] = ['mass', 'density']

/**
 * The raw shares of the levels under a Gaussian: the first step of the paper's label.
 *
 *   mass:     p_k = Φ((c_k + d/2 - μ) / σ) - Φ((c_k - d/2 - μ) / σ)
 *   density:  p_k = d φ((c_k - μ) / σ) / σ
 *
 * Source: DeQA-Score, Eq. 1, with d the distance of neighbouring levels (1 for five).
 *
 * @param gaussian - μ, any finite score, and σ > 0, on the scale [1, 5].
 * @param density - which of the two.
 * @param count - K, the number of levels; 5 by default.
 * @returns shape [K], ascending. Masses sum to at most 1; densities may each exceed 1 where σ is small.
 * @throws {RangeError} if σ is not above 0, an input is not finite, `density` is another word, or `count` is not an
 * integer above 1.
 *
 * Accuracy: absolute error below 1e-15 (mass), relative error below 1e-14 (density), besides that of the
 * standardised distance to a level.
 */
export function discretizeGaussian(
  { score, std }: ScoreDistribution,
  density: LevelDensity = 'mass',
  count = LEVEL_COUNT,
): number[] {
  requireLevelCount('discretizeGaussian', count)
  requireOneOf('discretizeGaussian', 'density', density, LEVEL_DENSITIES)
  requireFinite('discretizeGaussian', 'score', score)
  requireNonNegative('discretizeGaussian', 'std', std)
  if (std === 0) throw new RangeError('discretizeGaussian: expected a std above 0, got 0')
  const width = levelWidth(count)
  const standardised = (index: number) => (levelValue(index, count) - score) / std
  const masses: number[] = []
  for (let k = 0; k < count; k++) {
    if (density === 'mass') {
      masses.push(normalInterval(standardised(k - 0.5), standardised(k + 0.5)))
    } else {
      const height = normalPdf(standardised(k))
      // The quotient may be beyond all numbers where the height is 0.
      masses.push(height === 0 ? 0 : (width / std) * height)
    }
  }
  return masses
}
