/**
 * The maximum-entropy distribution on the points 0 … K - 1 with a given mean and variance.
 *
 *   p_k ∝ exp(a x_k - b s_k),   Σ x_k p_k = X,   Σ s_k p_k = S
 *
 * The statistics are the mean and the variance in disguise, chosen so that neither target is a difference of
 * large numbers where the solution nears the edge of what K points can carry. With j = ⌊mean⌋, f = mean - j:
 *
 *   x_k = k - j                          X = f
 *   s_k = (k - j)(k - j - 1) ≥ 0         S = variance - f (1 - f)                     above the least variance
 *   s_k = k (K - 1 - k) ≥ 0              S = mean (K - 1 - mean) - variance           below the largest
 *
 * Derivation: docs/moment-matched-label.md.
 */
export interface MomentProblem {
  readonly count: number
  readonly floor: number
  readonly x: number
  readonly statistic: readonly number[]
  readonly s: number
  readonly nearLargest: boolean
}

/** Per level, below every distance to the largest variance that few levels can have. */
const LEAST_DISTANCE = 1e-16

/** States the problem for a mean in [0, K - 1) and a variance between its bounds. */
export function poseMomentProblem(mean: number, variance: number, count: number): MomentProblem {
  const last = count - 1
  const floor = Math.floor(mean)
  const x = mean - floor
  const aboveLeast = variance - x * (1 - x)
  // Of many levels the product rounds by more than the distance that a variance may have to it.
  const belowLargest = Math.max(mean * (last - mean) - variance, LEAST_DISTANCE * count)
  const nearLargest = belowLargest < aboveLeast
  const statistic: number[] = []
  for (let k = 0; k < count; k++) {
    statistic.push(nearLargest ? k * (last - k) : (k - floor) * (k - floor - 1))
  }
  return { count, floor, x, statistic, s: nearLargest ? belowLargest : aboveLeast, nearLargest }
}

/** Exponents (a, b) to start from. */
export function firstExponents(problem: MomentProblem): [number, number] {
  return problem.nearLargest ? guessNearLargest(problem) : guessAboveLeast(problem)
}

/** A Gaussian's own exponents where it spreads over several levels, else the four levels around the mean. */
function guessAboveLeast({ count, floor, x, s }: MomentProblem): [number, number] {
  const variance = s + x * (1 - x)
  if (s > 0.1) return [(x - 0.5) / variance, 0.5 / variance]
  // Shares of the levels j - 1, j, j + 1, j + 2, where the outer ones together carry s/2 and log-concavity
  // divides them: below : above = lower² / upper : upper² / lower.
  let upper = x + s / 4
  let lower = 1 - upper
  const belowWeight = floor > 0 ? (lower * lower) / upper : 0
  const aboveWeight = floor + 2 < count ? (upper * upper) / lower : 0
  const below = ((s / 2) * belowWeight) / (belowWeight + aboveWeight)
  const above = s / 2 - below
  upper = Math.max(x + below - 2 * above, x / 8)
  lower = 1 - upper - below - above
  const a = Math.log(upper / lower)
  const b =
    below > above ? Math.log((lower * lower) / (upper * below)) : Math.log((upper * upper) / (lower * above))
  return [a, Math.max(b / 2, 0)]
}

/** Two ends that carry the mean, and a little of the levels beside them. */
function guessNearLargest({ count, floor, x, s }: MomentProblem): [number, number] {
  const last = count - 1
  const highEnd = (floor + x) / last
  const lowEnd = 1 - highEnd
  const a = Math.log(highEnd / lowEnd) / last
  const beside = (last - 1) * (lowEnd * Math.exp(a) + highEnd * Math.exp(-a))
  return [a, Math.log(beside / s) / (last - 1)]
}
