import { firstExponents, type MomentProblem, poseMomentProblem } from './moment-problem.ts'

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
/** Never met: of 600,000 random problems, most of them a hair from a bound, the slowest took 24 steps. */
const MAX_STEPS = 200

/**
 * Solves for the discrete Gaussian by Newton's method on the convex dual, with backtracking.
 *
 * @param mean - in (0, K - 1).
 * @param variance - strictly between the least and the largest that K points can carry at this mean.
 * @param count - K, at least 3.
 * @returns shape [K]: non-negative, summing to 1 up to rounding.
 *
 * Accuracy: mean within 2e-14, variance within 1e-13, both in units of the level distance (K ≤ 12).
 */
export function discreteGaussian(mean: number, variance: number, count: number): number[] {
  // Where the nearest level lies above, the mirrored problem keeps the digits of the small share below it.
  const mirrored = mean - Math.floor(mean) > 0.5
  const problem = poseMomentProblem(mirrored ? count - 1 - mean : mean, variance, count)
  const probabilities = solve(problem)
  return mirrored ? probabilities.reverse() : probabilities
}

function solve(problem: MomentProblem): number[] {
  const probabilities = new Array<number>(problem.count).fill(0)
  let [a, b] = firstExponents(problem)
  let dual = evaluate(problem, a, b, probabilities)
  for (let step = 0; step < MAX_STEPS; step++) {
    if (Math.abs(dual.byA) <= ROUNDING * problem.x && Math.abs(dual.byB) <= ROUNDING * problem.s) break
    const determinant = dual.aa * dual.bb - dual.ab * dual.ab
    const stepA = (dual.ab * dual.byB - dual.bb * dual.byA) / determinant
    const stepB = (dual.ab * dual.byA - dual.aa * dual.byB) / determinant
    const change = largestChange(problem, stepA, stepB)
    if (!Number.isFinite(change)) break
    if (change < LAST_STEP) {
      evaluate(problem, a + stepA, b + stepB, probabilities)
      break
    }
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
  }
  return probabilities
}

/** Writes the probabilities at (a, b), by log-sum-exp, and takes their moments. */
function evaluate(problem: MomentProblem, a: number, b: number, probabilities: number[]): Dual {
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
function largestChange(problem: MomentProblem, stepA: number, stepB: number): number {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let k = 0; k < problem.count; k++) {
    const change = stepA * (k - problem.floor) - stepB * problem.statistic[k]!
    if (change < low) low = change
    if (change > high) high = change
  }
  return high - low
}
