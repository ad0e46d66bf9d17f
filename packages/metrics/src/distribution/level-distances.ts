import { checkVector } from '../check.ts'

export interface LevelDistanceOptions {
  /**
   * Divide each distribution by its sum, whatever it is: for the original's labels, which after clipping can sum to
   * 1.08. Default false: a sum further than 1e-6 from 1 is an error, a nearer one is divided out.
   */
  readonly normalize?: boolean
}

/**
 * Kullback–Leibler divergence KL(p ‖ q) of two distributions over the same K levels, in nats.
 *
 *   Σ p_k ln(p_k / q_k),   0 ln 0 = 0
 *
 * @param p - the label, shape [K], K ≥ 2, entries ≥ 0.
 * @param q - the prediction, shape [K].
 * @returns a value ≥ 0; `Infinity` if a level has p > 0 and q = 0.
 * @throws {RangeError} if the lengths differ, an entry is negative or not finite, or a sum is not 1.
 *
 * Source: paper, Eq. (4) with its sign as the loss has it.
 */
export function levelKl(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options: LevelDistanceOptions = {},
): number {
  const [a, b] = checkedDistributions('levelKl', p, q, options)
  return Math.max(0, divergence(a, b))
}

/**
 * Jensen–Shannon divergence of two distributions over the same K levels, in nats.
 *
 *   ½ KL(p ‖ m) + ½ KL(q ‖ m),   m = (p + q) / 2
 *
 * @returns a value in [0, ln 2], symmetric.
 * @throws {RangeError} as `levelKl`.
 */
export function levelJs(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options: LevelDistanceOptions = {},
): number {
  const [a, b] = checkedDistributions('levelJs', p, q, options)
  return Math.min(Math.LN2, Math.max(0, (divergenceFromMiddle(a, b) + divergenceFromMiddle(b, a)) / 2))
}

/**
 * 1-Wasserstein (earth mover's) distance of two distributions over the same K levels, which lie evenly on [1, 5].
 *
 *   W₁ = Δ Σ |P_k − Q_k|,   Δ = 4 / (K − 1), P and Q cumulative
 *
 * @returns the distance on the five-point scale, in [0, 4], symmetric.
 * @throws {RangeError} as `levelKl`.
 */
export function levelW1(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options: LevelDistanceOptions = {},
): number {
  const [a, b] = checkedDistributions('levelW1', p, q, options)
  let cumulative = 0
  let sum = 0
  for (let k = 0; k < a.length - 1; k++) {
    cumulative += a[k]! - b[k]!
    sum += Math.abs(cumulative)
  }
  return (4 / (a.length - 1)) * sum
}

function divergence(p: Float64Array, q: Float64Array): number {
  let sum = 0
  for (let k = 0; k < p.length; k++) if (p[k]! > 0) sum += p[k]! * logQuotient(p[k]!, q[k]!)
  return sum
}

/** ln(p / q), `Infinity` for q = 0 alone: the quotient of a small q may be beyond all numbers. */
function logQuotient(p: number, q: number): number {
  const quotient = p / q
  return quotient < Number.POSITIVE_INFINITY ? Math.log(quotient) : Math.log(p) - Math.log(q)
}

/** KL(p ‖ (p + q) / 2). Half of the smallest number is 0, so the middle is formed only of two that are not. */
function divergenceFromMiddle(p: Float64Array, q: Float64Array): number {
  let sum = 0
  for (let k = 0; k < p.length; k++) {
    const [a, b] = [p[k]!, q[k]!]
    if (a > 0) sum += a * (b === 0 ? Math.LN2 : Math.log(a / ((a + b) / 2)))
  }
  return sum
}

function checkedDistributions(
  caller: string,
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  options: LevelDistanceOptions,
): [Float64Array, Float64Array] {
  const a = checkedDistribution(caller, 'p', p, options)
  const b = checkedDistribution(caller, 'q', q, options)
  if (a.length !== b.length) {
    throw new RangeError(`${caller}: expected as many levels in p as in q, got ${a.length} and ${b.length}`)
  }
  return [a, b]
}

/** A distribution over levels as a fresh array that sums to 1. */
export function checkedDistribution(
  caller: string,
  name: string,
  probabilities: ArrayLike<number>,
  { normalize = false }: LevelDistanceOptions,
): Float64Array {
  checkVector(caller, name, probabilities, 2)
  let sum = 0
  for (let k = 0; k < probabilities.length; k++) {
    if (probabilities[k]! < 0) {
      throw new RangeError(`${caller}: expected ${name}[${k}] ≥ 0, got ${probabilities[k]}`)
    }
    sum += probabilities[k]!
  }
  if (normalize ? !(sum > 0) : Math.abs(sum - 1) > 1e-6) {
    throw new RangeError(
      `${caller}: expected ${name} to sum to ${normalize ? 'more than 0' : '1'}, got ${sum}`,
    )
  }
  return Float64Array.from(probabilities, (value) => value / sum)
}
