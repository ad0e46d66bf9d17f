import { mean, quantileSorted, standardDeviation } from 'simple-statistics'
import { normalCdf, normalQuantile } from '../distribution/normal-distribution.ts'
import { type BootstrapDraws, type BootstrapOptions, bootstrapDraws } from './bootstrap-draws.ts'

/** A confidence interval. */
export interface Interval {
  readonly lower: number
  readonly upper: number
}

export interface BootstrapResult extends Interval {
  /** The statistic of the data themselves. */
  readonly estimate: number
  /** Standard deviation of the statistic over the resamples. */
  readonly standardError: number
  /** Resamples drawn again because the statistic was undefined on them (a constant vector, say). */
  readonly redrawn: number
}

/**
 * A bootstrap confidence interval of any statistic of n images.
 *
 * Percentile: the (1 ± confidence) / 2 quantiles of the statistic over resamples. BCa moves those two probabilities
 * by the bias z₀ = Φ⁻¹(share of resamples below the estimate) and the acceleration a, from a jackknife over at most
 * 200 blocks:
 *
 *   α′ = Φ(z₀ + (z₀ + z_α) / (1 − a (z₀ + z_α)))
 *
 * @param size - n ≥ 2.
 * @param statistic - the statistic of the images with these indices (repeats included); a RangeError it throws, NaN or an
 *   infinity means undefined there, and that resample is drawn again.
 * @throws {RangeError} for options out of range, when nine in ten resamples are undefined, or when the statistic of the
 *   data themselves is NaN or infinite; whatever else `statistic` throws on them.
 *
 * Source: Efron 1987; Efron and Tibshirani 1993, chapter 14. Accuracy: each end carries a Monte-Carlo error of about
 * 2.5 standard errors / √resamples; coverage is tested on simulated data.
 */
export function bootstrapInterval(
  size: number,
  statistic: (indices: Int32Array) => number,
  options: BootstrapOptions = {},
): BootstrapResult {
  const draws = bootstrapDraws('bootstrapInterval', size, (indices) => [statistic(indices)], options)
  return intervalOf(draws, 0, options)
}

/** The interval of the k-th of several statistics that were drawn together. */
export function intervalOf(
  { estimates, draws, redrawn, jackknife }: BootstrapDraws,
  k: number,
  { confidence = 0.95, method = 'bca' }: BootstrapOptions,
): BootstrapResult {
  const estimate = estimates[k]!
  const sorted = draws.map((draw) => draw[k]!).sort((a, b) => a - b)
  const bias = method === 'bca' ? normalQuantile(shareBelow(sorted, estimate)) : 0
  const skew = acceleration(jackknife.map((values) => values[k]!))
  const end = (probability: number) =>
    quantileSorted(sorted, method === 'bca' ? shifted(probability, bias, skew) : probability)
  return {
    estimate,
    lower: end((1 - confidence) / 2),
    upper: end((1 + confidence) / 2),
    standardError: standardDeviation(sorted),
    redrawn,
  }
}

/** The share of draws below the estimate, ties counted half; half a draw away from 0 and 1 at least. */
function shareBelow(sorted: readonly number[], estimate: number): number {
  let below = 0
  for (const value of sorted) below += value < estimate ? 1 : value === estimate ? 0.5 : 0
  return Math.min(Math.max(below, 0.5), sorted.length - 0.5) / sorted.length
}

function shifted(probability: number, bias: number, skew: number): number {
  const z = bias + normalQuantile(probability)
  const stretch = 1 - skew * z
  if (stretch <= 0) return z > 0 ? 1 : 0
  return normalCdf(bias + z / stretch)
}

/** a = Σ d³ / (6 (Σ d²)^{3/2}), d = mean of the left-out statistics − each. */
function acceleration(left: readonly number[]): number {
  if (left.length === 0) return 0
  const centre = mean(left as number[])
  let squares = 0
  let cubes = 0
  for (const value of left) {
    squares += (centre - value) ** 2
    cubes += (centre - value) ** 3
  }
  return squares > 0 ? cubes / (6 * squares ** 1.5) : 0
}
