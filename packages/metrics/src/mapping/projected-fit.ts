import { mean, standardDeviation } from 'simple-statistics'
import { bestStep } from './best-step.ts'
import { levenbergMarquardt } from './levenberg-marquardt.ts'
import { type LogisticForm, sigmoid } from './logistic-forms.ts'
import { dot } from './singular-values.ts'

/** The sign the curve's height must have: 1 rising, −1 falling, 0 whichever fits best. */
export type CurveSign = 1 | -1 | 0

/** Widths of the starts, in deviations of the scores. */
const LOG_SCALES = [0.01, 0.05, 0.15, 0.3, 0.6, 1.2, 3, 10].map(Math.log)
/** Centres of the starts, at most: the gaps between neighbouring scores, thinned out evenly. */
const CENTRES = 40
/** The starts are ranked on this many images at most. */
const PROBE = 1000
const DESCENTS = 5

/**
 * The best-fitting logistic found by variable projection: for a given centre m and scale e^v of the sigmoid the other
 * parameters are a linear regression, so only two remain to be searched. A grid over both gives the starts, each of
 * the best few is refined by Levenberg–Marquardt with Kaufman's Jacobian, and the best of those wins.
 *
 * Scores and ratings are standardised first. The scale is kept within [1e-6, 1e3] deviations of the scores (20 for the
 * 5-parameter form, beyond which curve and line are one), the centre within 12 scales and a quarter of the range of
 * the scores: a step, a line and an exponential are limits of the curve that no finite parameters reach.
 *
 * Source: Golub and Pereyra 1973; Kaufman 1975.
 */
export function fitByProjection(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  form: LogisticForm,
  sign: CurveSign,
  near?: readonly number[],
) {
  const scores = standardise(x)
  const ratings = standardise(y)
  const problem = projectedProblem(scores.values, ratings.values, form, sign)
  const starts = near
    ? [toSearchSpace(near, form, scores)]
    : startsFromGrid(scores.values, ratings.values, form, sign)
  const solutions = starts.map((start) => {
    problem.clamp(start)
    return levenbergMarquardt(problem, start, { tolerance: 1e-10, maximumEvaluations: 200 })
  })
  const best = solutions.reduce((a, b) => (b.sumOfSquares < a.sumOfSquares ? b : a))

  const [height, slope, level] = problem.linearPart(best.parameters)
  const [centre, scale] = [best.parameters[0]!, Math.exp(best.parameters[1]!)]
  const middle = scores.centre + scores.scale * centre
  const width = scores.scale * scale
  const tall = ratings.scale * height
  const base = ratings.centre + ratings.scale * level
  if (form === '4-parameter')
    return { parameters: [base + tall, base, middle, width], converged: best.converged }
  const tilt = (ratings.scale * slope) / scores.scale
  return {
    parameters: [tall, 1 / width, middle, tilt, base + tall / 2 - tilt * scores.centre],
    converged: best.converged,
  }
}

interface Standardised {
  readonly values: Float64Array
  readonly centre: number
  readonly scale: number
}

function standardise(raw: ArrayLike<number>): Standardised {
  const centre = mean(raw as number[])
  const scale = standardDeviation(raw as number[])
  return { values: new Float64Array(raw).map((value) => (value - centre) / scale), centre, scale }
}

function toSearchSpace(
  parameters: readonly number[],
  form: LogisticForm,
  scores: Standardised,
): Float64Array {
  const width = form === '4-parameter' ? parameters[3]! : 1 / parameters[1]!
  return Float64Array.of((parameters[2]! - scores.centre) / scores.scale, Math.log(width / scores.scale))
}

function projectedProblem(x: Float64Array, y: Float64Array, form: LogisticForm, sign: CurveSign) {
  const n = x.length
  const ones = new Float64Array(n).fill(1 / Math.sqrt(n))
  const line = x.map((value) => value / Math.sqrt(n))
  const basis = form === '4-parameter' ? [ones] : [ones, line]
  const target = removeAll(y.slice(), basis)
  const low = x.reduce((a, b) => Math.min(a, b))
  const high = x.reduce((a, b) => Math.max(a, b))
  const logScaleLimit = Math.log(form === '4-parameter' ? 1e3 : 20)

  /** The sigmoid, or where the scores lie on its upper half the sigmoid less 1, which keeps their differences. */
  const curve = ([m, v]: Float64Array) => {
    const scale = Math.exp(v!)
    return m! < 0
      ? x.map((value) => -sigmoid((m! - value) / scale))
      : x.map((value) => sigmoid((value - m!) / scale))
  }
  /** The curve without the part the basis explains, and the height at which it explains the ratings best. */
  const project = (theta: Float64Array) => {
    const s = curve(theta)
    const largest = Math.sqrt(dot(s, s))
    const free = removeAll(s, basis)
    const squares = dot(free, free)
    const usable = Math.sqrt(squares) > 1e-12 * largest
    const height = usable ? dot(free, target) / squares : 0
    return { free, squares, height: sign * height < 0 ? 0 : height }
  }
  return {
    residuals(theta: Float64Array) {
      const { free, height } = project(theta)
      return free.map((value, i) => height * value - target[i]!)
    },
    jacobian(theta: Float64Array) {
      const { free, squares, height } = project(theta)
      const unit = free.map((value) => (squares > 0 ? value / Math.sqrt(squares) : 0))
      const [m, v] = [theta[0]!, theta[1]!]
      const scale = Math.exp(v)
      const byCentre = new Float64Array(n)
      const byLogScale = new Float64Array(n)
      for (let i = 0; i < n; i++) {
        const z = (x[i]! - m) / scale
        const slope = height * sigmoid(z) * sigmoid(-z)
        byCentre[i] = -slope / scale
        byLogScale[i] = slope === 0 ? 0 : -slope * z
      }
      return [byCentre, byLogScale].map((column) => removeAll(column, [...basis, unit]))
    },
    clamp(theta: Float64Array) {
      theta[1] = Math.min(Math.max(theta[1]!, Math.log(1e-6)), logScaleLimit)
      const reach = 0.25 * (high - low) + 12 * Math.exp(theta[1]!)
      theta[0] = Math.min(Math.max(theta[0]!, low - reach), high + reach)
    },
    /** Height of the curve, slope of the line (0 without one) and level at the foot of the curve. */
    linearPart(theta: Float64Array): [number, number, number] {
      const { height } = project(theta)
      const s = curve(theta)
      const rest = y.map((value, i) => value - height * s[i]!)
      const slope = form === '4-parameter' ? 0 : dot(line, rest) / Math.sqrt(n)
      const level = dot(ones, rest) / Math.sqrt(n)
      return [height, slope, theta[0]! < 0 ? level - height : level]
    },
  }
}

/** Removes from `vector`, in place, its parts along orthonormal directions. */
function removeAll(vector: Float64Array, directions: readonly Float64Array[]): Float64Array {
  for (const direction of directions) {
    const amount = dot(vector, direction)
    for (let i = 0; i < vector.length; i++) vector[i]! -= amount * direction[i]!
  }
  return vector
}

/** The lowest of the local minima over a grid of centres and scales, and the best step. */
function startsFromGrid(
  x: Float64Array,
  y: Float64Array,
  form: LogisticForm,
  sign: CurveSign,
): Float64Array[] {
  const stride = Math.ceil(x.length / PROBE)
  const probe = x.filter((_, i) => i % stride === 0)
  const varies = probe.some((value) => value !== probe[0])
  const problem = varies
    ? projectedProblem(
        probe,
        y.filter((_, i) => i % stride === 0),
        form,
        sign,
      )
    : projectedProblem(x, y, form, sign)
  const centresFor = startingCentres(x)
  const trials = LOG_SCALES.map((v) =>
    centresFor(Math.exp(v)).map((m) => {
      const start = Float64Array.of(m, v)
      const residuals = problem.residuals(start)
      return { start, cost: dot(residuals, residuals) }
    }),
  )
  const minima = trials.flatMap((row, i) =>
    row.filter(({ cost }, j) => {
      const neighbours = [trials[i - 1]?.[j], trials[i + 1]?.[j], row[j - 1], row[j + 1]]
      return neighbours.every((other) => other === undefined || cost <= other.cost)
    }),
  )
  const starts = minima
    .sort((a, b) => a.cost - b.cost)
    .slice(0, DESCENTS)
    .map(({ start }) => start)
  const step = bestStep(x, y, sign)
  return step ? [...starts, Float64Array.of(step.centre, Math.log(step.scale))] : starts
}

/**
 * The middles between neighbouring distinct values, thinned out evenly, and for each scale one centre on either side
 * far enough out for the curve to be an exponential.
 */
function startingCentres(x: Float64Array): (scale: number) => number[] {
  const distinct = [...new Set(x.slice().sort())]
  const middles = distinct.slice(1).map((value, i) => (value + distinct[i]!) / 2)
  const count = Math.min(CENTRES, middles.length)
  const inner = Array.from(
    { length: count },
    (_, k) => middles[Math.floor(((k + 0.5) * middles.length) / count)]!,
  )
  return (scale) => [distinct[0]! - 6 * scale, ...inner, distinct.at(-1)! + 6 * scale]
}
