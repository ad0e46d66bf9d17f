import { dot } from './dot.ts'
import { type LogisticForm, sigmoid } from './logistic-forms.ts'

/** The sign the curve's height must have: 1 rising, −1 falling, 0 whichever fits best. */
export type CurveSign = 1 | -1 | 0

/**
 * The fit of a logistic as a search over two numbers, the sigmoid's centre m and log scale v: for given ones the rest is
 * a linear regression. Residuals are those of that regression; the Jacobian is Kaufman's, whose gradient is exact.
 *
 * The scale is kept within [1e-6, 1e3] (20 for the 5-parameter form, beyond which curve and line are one), the centre
 * within 12 scales of the scores: a step, a line and an exponential are limits of the curve that no finite parameters
 * reach. Twelve scales out the curve is an exponential to 1e-5, and its height still a number that others can compute
 * with: further out it only grows, until the differences between the scores are lost in it.
 *
 * @param x - scores, shape [n], about 0 and of about unit deviation.
 * @param y - ratings, shape [n].
 *
 * Source: Golub and Pereyra 1973; Kaufman 1975.
 */
export function projectedProblem(x: Float64Array, y: Float64Array, form: LogisticForm, sign: CurveSign) {
  const n = x.length
  const ones = new Float64Array(n).fill(1 / Math.sqrt(n))
  const line = normalise(removeAll(x.slice(), [ones]))
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
      const reach = 12 * Math.exp(theta[1]!)
      theta[0] = Math.min(Math.max(theta[0]!, low - reach), high + reach)
    },
    /** Height of the curve, slope of the line (0 without one) and level at the foot of the curve. */
    linearPart(theta: Float64Array): [number, number, number] {
      const { height } = project(theta)
      const s = curve(theta)
      const rest = y.map((value, i) => value - height * s[i]!)
      const slope = form === '4-parameter' ? 0 : dot(line, rest) / dot(line, x)
      const level = (dot(ones, rest) - slope * dot(ones, x)) / Math.sqrt(n)
      return [height, slope, theta[0]! < 0 ? level - height : level]
    },
  }
}

function normalise(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector))
  return vector.map((value) => value / length)
}

/** Removes from `vector`, in place, its parts along orthonormal directions. */
function removeAll(vector: Float64Array, directions: readonly Float64Array[]): Float64Array {
  for (const direction of directions) {
    const amount = dot(vector, direction)
    for (let i = 0; i < vector.length; i++) vector[i]! -= amount * direction[i]!
  }
  return vector
}
