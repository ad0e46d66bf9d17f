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
interface Problem {
  readonly count: number
  readonly floor: number
  readonly x: number
  readonly statistic: readonly number[]
  readonly s: number
  readonly nearLargest: boolean
}

/** Gradient and Hessian of the dual, log Σ exp(a x_k - b s_k) - a X + b S, at one point. */
interface Dual {
  byA: number
  byB: number
  aa: number
  ab: number
  bb: number
}

/** A step that changes no log-probability by more than this leaves an error of its square: the last one. */
const LAST_STEP = 1e-7
/** By how much one step may move the log-probabilities against each other. */
const LONGEST_STEP = 20
/** A step may pass the dual's minimum along its line until the slope has this share of the first one. */
const OVERSHOOT = 0.25
/** Where neither moment misses by more than this share of its size, rounding is all that is left. */
const ROUNDING = 2e-15
/** Never met in a million random problems, most of which lie within 1e-9 of an edge (the worst took 40). */
const MAX_STEPS = 200

/**
 * Solves for the discrete Gaussian by Newton's method on the convex dual, with backtracking.
 *
 * @param mean - in (0, K - 1).
 * @param variance - strictly between the least and the largest that K points can carry at this mean.
 * @param count - K, at least 3.
 * @returns shape [K]: non-negative, summing to 1 up to rounding.
 *
 * Accuracy (measured, K ≤ 12): mean within 4e-15, standard deviation within 1e-12 for deviations from 1e-6 on.
 */
export function discreteGaussian(mean: number, variance: number, count: number): number[] {
  // Where the nearest level lies above, the mirrored problem keeps the digits of the small share below it.
  const mirrored = mean - Math.floor(mean) > 0.5
  const problem = pose(mirrored ? count - 1 - mean : mean, variance, count)
  const probabilities = solve(problem)
  return mirrored ? probabilities.reverse() : probabilities
}

function pose(mean: number, variance: number, count: number): Problem {
  const last = count - 1
  const floor = Math.floor(mean)
  const x = mean - floor
  const aboveLeast = variance - x * (1 - x)
  const belowLargest = mean * (last - mean) - variance
  const nearLargest = belowLargest < aboveLeast
  const statistic: number[] = []
  for (let k = 0; k < count; k++) {
    statistic.push(nearLargest ? k * (last - k) : (k - floor) * (k - floor - 1))
  }
  return { count, floor, x, statistic, s: nearLargest ? belowLargest : aboveLeast, nearLargest }
}

function solve(problem: Problem): number[] {
  const probabilities = new Array<number>(problem.count).fill(0)
  let [a, b] = problem.nearLargest ? guessNearLargest(problem) : guessAboveLeast(problem)
  let dual = evaluate(problem, a, b, probabilities)
  for (let step = 0; step < MAX_STEPS; step++) {
    if (Math.abs(dual.byA) <= ROUNDING * problem.x && Math.abs(dual.byB) <= ROUNDING * problem.s) break
    const determinant = dual.aa * dual.bb - dual.ab * dual.ab
    const stepA = (dual.ab * dual.byB - dual.bb * dual.byA) / determinant
    const stepB = (dual.ab * dual.byA - dual.aa * dual.byB) / determinant
    const change = largestChange(problem, stepA, stepB)
    if (!Number.isFinite(change)) break
    const slope = stepA * dual.byA + stepB * dual.byB
    let share = Math.min(1, LONGEST_STEP / change)
    for (;;) {
      const next = evaluate(problem, a + share * stepA, b + share * stepB, probabilities)
      // The slope tells an overshoot exactly where the dual's own change would drown in rounding.
      const slopeThere = stepA * next.byA + stepB * next.byB
      if (slopeThere <= OVERSHOOT * -slope || share < 1e-9) {
        dual = next
        break
      }
      share /= 2
    }
    a += share * stepA
    b += share * stepB
    if (share === 1 && change < LAST_STEP) break
  }
  return probabilities
}

/** Writes the probabilities at (a, b), by log-sum-exp, and takes their moments. */
function evaluate(problem: Problem, a: number, b: number, probabilities: number[]): Dual {
  const { count, floor, statistic } = problem
  let highest = Number.NEGATIVE_INFINITY
  for (let k = 0; k < count; k++) {
    const exponent = a * (k - floor) - b * statistic[k]!
    probabilities[k] = exponent
    if (exponent > highest) highest = exponent
  }
  let total = 0
  for (let k = 0; k < count; k++) {
    const weight = Math.exp(probabilities[k]! - highest)
    probabilities[k] = weight
    total += weight
  }
  let x = 0
  let s = 0
  let xx = 0
  let xs = 0
  let ss = 0
  for (let k = 0; k < count; k++) {
    const probability = probabilities[k]! / total
    probabilities[k] = probability
    const xk = k - floor
    const sk = statistic[k]!
    x += probability * xk
    s += probability * sk
    xx += probability * xk * xk
    xs += probability * xk * sk
    ss += probability * sk * sk
  }
  return {
    byA: x - problem.x,
    byB: problem.s - s,
    aa: xx - x * x,
    ab: x * s - xs,
    bb: ss - s * s,
  }
}

/** By how much a step moves the log-probabilities against each other. */
function largestChange(problem: Problem, stepA: number, stepB: number): number {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let k = 0; k < problem.count; k++) {
    const change = stepA * (k - problem.floor) - stepB * problem.statistic[k]!
    if (change < low) low = change
    if (change > high) high = change
  }
  return high - low
}

/** A Gaussian's own exponents where it spreads over several levels, else the four levels around the mean. */
function guessAboveLeast({ count, floor, x, s }: Problem): [number, number] {
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
function guessNearLargest({ count, floor, x, s }: Problem): [number, number] {
  const last = count - 1
  const highEnd = (floor + x) / last
  const lowEnd = 1 - highEnd
  const a = Math.log(highEnd / lowEnd) / last
  const beside = (last - 1) * (lowEnd * Math.exp(a) + highEnd * Math.exp(-a))
  return [a, Math.log(beside / s) / (last - 1)]
}
