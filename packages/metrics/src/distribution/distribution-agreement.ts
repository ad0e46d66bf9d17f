import { checkOneOf, checkPair } from '../check.ts'
import { meanOfDistances } from '../mean-of-distances.ts'
import { averagedGaussianJs } from './averaged-gaussian-js.ts'
import { type DistanceOptions, type Gaussian, VARIANTS } from './gaussian.ts'
import { gaussianKl } from './gaussian-kl.ts'
import { gaussianW1, gaussianW2 } from './gaussian-wasserstein.ts'
import { mixtureJs } from './mixture-js.ts'

/** Means and deviations of n distributions, index by index. */
export interface Gaussians {
  readonly means: ArrayLike<number>
  readonly stds: ArrayLike<number>
}

export interface DistributionAgreement {
  readonly n: number
  /** Mean of `gaussianKl(rating, prediction)`: Table A3. `Infinity` where that of one image is. */
  readonly kl: number
  /** Mean of `averagedGaussianJs`: the "JS" of Table 5. `Infinity` where that of one image is. */
  readonly averagedJs: number
  /** Mean of `mixtureJs`: the Jensen–Shannon divergence proper. */
  readonly js: number
  readonly w1: number
  /** Mean of `gaussianW2`: the "W-Dist." of Tables 1 and 5. */
  readonly w2: number
}

/**
 * How near predicted score distributions lie to the human ones: the mean over images of each distance.
 *
 * @param ratings - human means and deviations, shape [n] each, n ≥ 1.
 * @param predictions - predicted means and deviations, on the same scale.
 * @returns the means; those of `kl` and `averagedJs` are `Infinity` where one of two different distributions is a point.
 * @throws {RangeError} if lengths differ, n = 0, an entry is not finite or a deviation negative; the message names
 *   the list and its index. Under `'upstream'` as `gaussianKl`.
 *
 * Source: original evaluation; paper, Tables 5 and A3.
 */
export function distributionAgreement(
  ratings: Gaussians,
  predictions: Gaussians,
  options: DistanceOptions = {},
): DistributionAgreement {
  const caller = 'distributionAgreement'
  const { variant = 'paper' } = options
  checkOneOf(caller, 'variant', variant, VARIANTS)
  checkPair(caller, ['ratings.means', ratings.means], ['ratings.stds', ratings.stds], 1)
  checkPair(caller, ['ratings.means', ratings.means], ['predictions.means', predictions.means], 1)
  checkPair(caller, ['predictions.means', predictions.means], ['predictions.stds', predictions.stds], 1)
  const truth = gaussians(caller, 'ratings', ratings)
  const guess = gaussians(caller, 'predictions', predictions)
  const average = (distance: (p: Gaussian, q: Gaussian) => number) =>
    meanOfDistances(truth.map((p, i) => distance(p, guess[i]!)))
  return {
    n: truth.length,
    kl: average((p, q) => gaussianKl(p, q, options)),
    averagedJs: average((p, q) => averagedGaussianJs(p, q, options)),
    js: average(mixtureJs),
    w1: average(gaussianW1),
    w2: average(gaussianW2),
  }
}

function gaussians(caller: string, name: string, { means, stds }: Gaussians): Gaussian[] {
  return Array.from(means, (value, i) => {
    if (stds[i]! < 0) throw new RangeError(`${caller}: expected ${name}.stds[${i}] ≥ 0, got ${stds[i]}`)
    return { mean: value, std: stds[i]! }
  })
}
