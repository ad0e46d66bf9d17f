import { mean, standardDeviation } from 'simple-statistics'
import { bestStep } from './best-step.ts'
import { gridStarts } from './grid-starts.ts'
import {
  type LeastSquaresProblem,
  type LeastSquaresSolution,
  levenbergMarquardt,
} from './levenberg-marquardt.ts'
import type { LogisticForm } from './logistic-forms.ts'
import { type CurveSign, projectedProblem } from './projected-problem.ts'

/** The first descents run on this many images at most, evenly picked. */
const PROBE = 1000
const PROBE_DESCENTS = 5
const FULL_DESCENTS = 2

/**
 * The best-fitting logistic that several descents over centre and scale find (see `projectedProblem`): from the lowest
 * local minima of a grid, on a part of the images where there are many, then from the best of the results, and from
 * the best step, on all of them.
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
    : promisingStarts(scores.values, ratings.values, form, sign)
  const best = descend(problem, starts)[0]!

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

function promisingStarts(
  x: Float64Array,
  y: Float64Array,
  form: LogisticForm,
  sign: CurveSign,
): Float64Array[] {
  const stride = Math.ceil(x.length / PROBE)
  const part = (values: Float64Array) => values.filter((_, i) => i % stride === 0)
  // Scores of which every k-th is the same are no sample of themselves.
  const probe = part(x).some((value) => value !== x[0]) ? part(x) : x
  const problem = projectedProblem(probe, probe === x ? y : part(y), form, sign)
  const found = descend(problem, gridStarts(problem, probe).slice(0, PROBE_DESCENTS))
  const step = bestStep(x, y, sign)
  return [
    ...found.slice(0, FULL_DESCENTS).map(({ parameters }) => parameters),
    ...(step ? [Float64Array.of(step.centre, Math.log(step.scale))] : []),
  ]
}

/** One descent from each start, the best result first. */
function descend(
  problem: Required<LeastSquaresProblem>,
  starts: readonly Float64Array[],
): LeastSquaresSolution[] {
  return starts
    .map((start) => {
      problem.clamp(start)
      return levenbergMarquardt(problem, start, { tolerance: 1e-10, maximumEvaluations: 100 })
    })
    .sort((a, b) => a.sumOfSquares - b.sumOfSquares)
}
