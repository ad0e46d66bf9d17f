import { mean, quantileSorted, standardDeviation } from 'simple-statistics'
import { levenbergMarquardt } from './levenberg-marquardt.ts'
import { type LogisticForm, sigmoid } from './logistic-forms.ts'
import { dot } from './singular-values.ts'

/** The sign the curve's height must have: 1 rising, −1 falling, 0 whichever fits best. */
export type CurveSign = 1 | -1 | 0

const QUANTILES = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1]
const LOG_SCALES = [0.02, 0.1, 0.3, 0.6, 1.2, 3, 10].map(Math.log)
const DESCENTS = 4

/**
 * The best-fitting logistic found by variable projection: for a given centre m and scale e^v of the sigmoid the other
 * parameters are a linear regression, so only two remain to be searched. A grid over both gives the starts, each of
 * the best few is refined by Levenberg–Marquardt with Kaufman's Jacobian, and the best of those wins.
 *
 * Scores and ratings are standardised first. The scale is kept within [1e-3, 1e3] deviations of the scores (20 for the
 * 5-parameter form, beyond which curve and line are one), the centre within three ranges of the data: a step, a line
 * and an exponential are limits of the curve that no finite parameters reach.
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
    : bestOfGrid(problem, scores.values).slice(0, DESCENTS)
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
  return { values: Float64Array.from(raw, (value) => (value - centre) / scale), centre, scale }
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
  const target = removeAll(Float64Array.from(y), basis)
  const low = x.reduce((a, b) => Math.min(a, b))
  const high = x.reduce((a, b) => Math.max(a, b))
  const reach = 3 * (high - low)
  const logScaleLimit = Math.log(form === '4-parameter' ? 1e3 : 20)

  const curve = ([m, v]: Float64Array) => {
    const scale = Math.exp(v!)
    return x.map((value) => sigmoid((value - m!) / scale))
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
      theta[0] = Math.min(Math.max(theta[0]!, low - reach), high + reach)
      theta[1] = Math.min(Math.max(theta[1]!, Math.log(1e-3)), logScaleLimit)
    },
    /** Height of the curve, slope of the line (0 without one) and level at the foot of the curve. */
    linearPart(theta: Float64Array): [number, number, number] {
      const { height } = project(theta)
      const s = curve(theta)
      const rest = y.map((value, i) => value - height * s[i]!)
      const slope = form === '4-parameter' ? 0 : dot(line, rest) / Math.sqrt(n)
      return [height, slope, dot(ones, rest) / Math.sqrt(n)]
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

function bestOfGrid(problem: ReturnType<typeof projectedProblem>, x: Float64Array): Float64Array[] {
  const sorted = Float64Array.from(x).sort() as ArrayLike<number> as number[]
  const centres = new Set(QUANTILES.map((q) => quantileSorted(sorted, q)))
  const trials = [...centres].flatMap((m) => LOG_SCALES.map((v) => Float64Array.of(m, v)))
  return trials
    .map((theta) => {
      const residuals = problem.residuals(theta)
      return { theta, cost: dot(residuals, residuals) }
    })
    .sort((a, b) => a.cost - b.cost)
    .map(({ theta }) => theta)
}
