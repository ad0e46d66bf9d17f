import * as Plot from '@observablehq/plot'
import { type BestMetric, measureOf } from '../run/best-evaluation.ts'
import type { RunRecord } from './read-run.ts'

/** A drawing, and what it shows in words. */
export interface RunFigure {
  readonly caption: string
  readonly svg: ReturnType<typeof Plot.plot>
}

/** The document that figures are made in; the type is what Plot asks for. */
type FigureDocument = NonNullable<Plot.PlotOptions['document']>

interface Point {
  readonly step: number
  readonly value: number
  /** The curve it belongs to. */
  readonly curve: string
}

/** Points of one curve in a figure: more are not to be told apart. */
const MOST_POINTS = 400

const METRICS: readonly (readonly [BestMetric, string])[] = [
  ['srcc', 'SRCC'],
  ['plcc', 'PLCC'],
  ['w2', 'Wasserstein distance'],
]

/** Losses, learning rate and evaluations of runs over their updates. */
export function runFigures(runs: readonly RunRecord[], document: FigureDocument): RunFigure[] {
  const named = (run: RunRecord, curve: string) =>
    runs.length === 1 ? curve : curve === '' ? run.name : `${run.name}: ${curve}`
  const stepPoints = (read: (step: RunRecord['steps'][number]) => Record<string, number | undefined>) =>
    runs.flatMap((run) =>
      run.steps.flatMap((step) =>
        Object.entries(read(step)).flatMap(([curve, value]) =>
          value === undefined ? [] : [{ step: step.step, value, curve: named(run, curve) }],
        ),
      ),
    )
  const draw = (caption: string, label: string, points: readonly Point[], dots = false): RunFigure[] =>
    points.length === 0 ? [] : [{ caption, svg: curves(label, points, document, dots) }]

  return [
    ...draw(
      'Total loss of each update, smoothed over a fortieth of the run.',
      'loss',
      smoothed(stepPoints(({ loss }) => ({ '': loss }))),
    ),
    ...draw(
      'Its terms, each without its weight, smoothed in the same way.',
      'term',
      smoothed(stepPoints(({ terms }) => terms)),
    ),
    ...METRICS.flatMap(([metric, label]) =>
      draw(
        `${label} on the evaluation sets, under the text that is trained.`,
        label,
        runs.flatMap((run) =>
          run.evaluations.flatMap(({ step, summary }) => {
            const value = measureOf(summary, metric)
            return value === undefined ? [] : [{ step, value, curve: named(run, summary.dataset) }]
          }),
        ),
        true,
      ),
    ),
    ...draw(
      'Learning rate.',
      'learning rate',
      thinned(stepPoints(({ learningRate }) => ({ '': learningRate }))),
    ),
  ]
}

function curves(
  label: string,
  points: readonly Point[],
  document: FigureDocument,
  dots: boolean,
): RunFigure['svg'] {
  const names = [...new Set(points.map(({ curve }) => curve))]
  const marks: Plot.Markish[] = [
    Plot.line(points, { x: 'step', y: 'value', stroke: 'curve', strokeWidth: 1.5 }),
  ]
  if (dots) marks.push(Plot.dot(points, { x: 'step', y: 'value', fill: 'curve', r: 2.5 }))
  if (names.length > 1) {
    const ends = names.map((name) => points.findLast(({ curve }) => curve === name)!)
    const at = { x: 'step', y: 'value', text: 'curve', fill: 'curve', textAnchor: 'start', dx: 6 } as const
    marks.push(Plot.text(ends, at))
  }
  return Plot.plot({
    document,
    width: 520,
    height: 300,
    marginLeft: 56,
    marginRight: names.length > 1 ? 130 : 20,
    marginBottom: 40,
    style: { fontSize: '12px' },
    ariaLabel: `${label} over updates`,
    color: { domain: names, scheme: 'observable10' },
    x: { label: 'updates' },
    y: { label, grid: true, nice: true },
    marks,
  })
}

/** The mean of neighbours, on each curve. */
function smoothed(points: readonly Point[]): Point[] {
  return thinned(
    curvesOf(points).flatMap((curve) => {
      const width = Math.max(1, Math.floor(curve.length / 40))
      return curve.map((point, i) => {
        const near = curve.slice(Math.max(0, i - width + 1), i + 1)
        return { ...point, value: near.reduce((sum, { value }) => sum + value, 0) / near.length }
      })
    }),
  )
}

function thinned(points: readonly Point[]): Point[] {
  return curvesOf(points).flatMap((curve) => {
    const every = Math.ceil(curve.length / MOST_POINTS)
    return curve.filter((_, i) => i % every === 0 || i === curve.length - 1)
  })
}

function curvesOf(points: readonly Point[]): Point[][] {
  const curves = new Map<string, Point[]>()
  for (const point of points) {
    const curve = curves.get(point.curve)
    if (curve) curve.push(point)
    else curves.set(point.curve, [point])
  }
  return [...curves.values()]
}
