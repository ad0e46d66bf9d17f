import { dot } from './dot.ts'
import type { projectedProblem } from './projected-problem.ts'

/** Widths of the starts, in deviations of the scores. */
const LOG_SCALES = [0.01, 0.05, 0.15, 0.3, 0.6, 1.2, 3, 10].map(Math.log)
/** Centres of the starts, at most: the gaps between neighbouring scores, thinned out evenly. */
const CENTRES = 40

/** The local minima over a grid of centres and scales, lowest first. */
export function gridStarts(problem: ReturnType<typeof projectedProblem>, x: Float64Array): Float64Array[] {
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
  return minima.sort((a, b) => a.cost - b.cost).map(({ start }) => start)
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
