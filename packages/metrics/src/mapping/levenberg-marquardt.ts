import { dampedStep, reduce } from './damped-step.ts'
import { dot } from './dot.ts'

/** A sum of squares Σ fᵢ(θ)² to be minimised over p parameters. */
export interface LeastSquaresProblem {
  /** Residuals f(θ), shape [n]. */
  residuals(parameters: Float64Array): Float64Array
  /** ∂f/∂θⱼ as p fresh columns of shape [n], which are overwritten. */
  jacobian(parameters: Float64Array): Float64Array[]
  /** Moves a trial point into the permitted box. */
  clamp?(parameters: Float64Array): void
}

export interface LeastSquaresSolution {
  readonly parameters: Float64Array
  readonly sumOfSquares: number
  readonly converged: boolean
  readonly evaluations: number
}

export interface LeastSquaresOptions {
  /** Relative change of the sum of squares and of the parameters at which to stop. */
  readonly tolerance?: number
  readonly maximumEvaluations?: number
}

/**
 * Levenberg–Marquardt in Moré's trust-region form with column scaling: the algorithm behind MINPACK's `lmder`, and so
 * behind SciPy's `curve_fit`, whose path from a given start it follows to rounding.
 *
 * Source: Moré 1978. A damped normal-equations iteration was tried in its place (`ml-levenberg-marquardt` 5.1): its
 * only stopping rule is an absolute sum of squares, it accepts steps that make the fit worse, and it ends in other
 * local minima than the original evaluation does.
 */
export function levenbergMarquardt(
  problem: LeastSquaresProblem,
  start: ArrayLike<number>,
  { tolerance = 1e-8, maximumEvaluations = 2000 }: LeastSquaresOptions = {},
): LeastSquaresSolution {
  let parameters = new Float64Array(start)
  let residuals = problem.residuals(parameters)
  let norm = Math.sqrt(dot(residuals, residuals))
  let evaluations = 1
  let damping = 0
  let radius = 0
  const diagonal = new Float64Array(parameters.length)
  const scaledLength = (vector: Float64Array) =>
    Math.sqrt(vector.reduce((sum, value, j) => sum + (diagonal[j]! * value) ** 2, 0))
  const finish = (converged: boolean) => ({ parameters, sumOfSquares: norm * norm, converged, evaluations })
  if (norm === 0) return finish(true)

  for (let first = true; evaluations < maximumEvaluations; first = false) {
    const jacobian = problem.jacobian(parameters)
    jacobian.forEach((column, j) => {
      const length = Math.sqrt(dot(column, column))
      diagonal[j] = Math.max(diagonal[j]!, first && length === 0 ? 1 : length)
    })
    if (first) radius = 100 * (scaledLength(parameters) || 1)
    const model = reduce(jacobian, residuals)

    for (let accepted = false, initial = first; !accepted; initial = false) {
      const proposal = dampedStep(model, diagonal, radius, damping)
      damping = proposal.damping
      const trial = parameters.map((value, j) => value + proposal.step[j]!)
      problem.clamp?.(trial)
      const step = trial.map((value, j) => value - parameters[j]!)
      const stepLength = scaledLength(step)
      if (initial) radius = Math.min(radius, stepLength)

      const trialResiduals = problem.residuals(trial)
      const trialNorm = Math.sqrt(dot(trialResiduals, trialResiduals))
      evaluations++
      const actual = 0.1 * trialNorm < norm ? 1 - (trialNorm / norm) ** 2 : -1
      const change = linearChange(model.r, step)
      const curvature = dot(change, change) / norm ** 2
      const predicted = -(2 * dot(change, model.b)) / norm ** 2 - curvature
      const ratio = predicted > 0 ? actual / predicted : 0

      if (ratio <= 0.25) {
        const slope = -0.5 * (predicted + curvature)
        let shrink = actual >= 0 ? 0.5 : (0.5 * slope) / (slope + 0.5 * actual)
        // A clamped step may promise nothing; then the quotient above means nothing either.
        if (0.1 * trialNorm >= norm || predicted <= 0 || !(shrink >= 0.1)) shrink = 0.1
        radius = shrink * Math.min(radius, 10 * stepLength)
        damping /= shrink
      } else if (damping === 0 || ratio >= 0.75) {
        radius = 2 * stepLength
        damping *= 0.5
      }
      if (ratio >= 1e-4) {
        accepted = true
        parameters = trial
        residuals = trialResiduals
        norm = trialNorm
      }
      const flat = Math.abs(actual) <= tolerance && predicted <= tolerance && ratio <= 2
      if (flat || norm === 0 || radius <= tolerance * scaledLength(parameters)) return finish(true)
      if (evaluations >= maximumEvaluations) return finish(false)
    }
  }
  return finish(false)
}

/** R q. */
function linearChange(r: readonly Float64Array[], step: Float64Array): Float64Array {
  const change = new Float64Array(step.length)
  for (let j = 0; j < step.length; j++) {
    for (let i = 0; i < change.length; i++) change[i]! += r[j]![i]! * step[j]!
  }
  return change
}
