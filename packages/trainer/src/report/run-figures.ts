import * as Plot from '@observablehq/plot'
import type { EvaluationMetric } from '../config/schema.ts'
import { meanMeasure, measureOf } from '../run/best-evaluation.ts'
import type { RunRecord } from './read-run.ts'

/** A drawing, what it shows in words, and which colour is what where there is more than one. */
export interface RunFigure {
  readonly caption: string
  readonly svg: ReturnType<typeof Plot.plot>
  readonly legend: readonly { readonly name: string; readonly colour: string }[]
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

/** Readable on light and dark ground. */
const COLOURS = [
  ...['#4269d0', '#efb118', '#ff725c', '#6cc5b0', '#3ca951'],
  ...['#ff8ab7', '#a463f2', '#97bbf5', '#9c6b4e', '#9498a0'],
]

const METRICS: readonly (readonly [EvaluationMetric, string])[] = [
  ['srcc', 'SRCC'],
  ['plcc', 'PLCC'],
  ['w2', 'Wasserstein distance'],
]

/**
 * Losses, evaluations and learning rate over the updates. One run shows each term of its loss and each evaluation set;
 * several show one curve each.
 */
export function runFigures(runs: readonly RunRecord[], document: FigureDocument): RunFigure[] {
  const lone = runs.length === 1
  const draw = (caption: string, label: string, points: readonly Point[], dots = false): RunFigure[] =>
    points.length === 0 ? [] : [{ caption, ...curves(label, points, document, dots) }]
  return [
    ...draw(
      'Total loss, the mean of a fortieth of the run.',
      'loss',
      smoothed(stepPoints(runs, ({ loss }, { name }) => [[name, loss]])),
    ),
    ...(lone
      ? draw(
          'The terms of the loss, each without its weight, smoothed in the same way.',
          'term',
          smoothed(stepPoints(runs, ({ terms }) => Object.entries(terms))),
        )
      : []),
    ...METRICS.flatMap(([metric, label]) =>
      draw(
        lone
          ? `${label} on each evaluation set, under the text that is trained.`
          : `${label}, the mean over the evaluation sets, under the text that is trained.`,
        label,
        runs.flatMap((run) => evaluationPoints(run, metric, lone)),
        true,
      ),
    ),
    ...draw(
      'Learning rate.',
      'learning rate',
      thinned(stepPoints(runs, ({ learningRate }, { name }) => [[name, learningRate]])),
    ),
  ]
}

function stepPoints(
  runs: readonly RunRecord[],
  read: (step: RunRecord['steps'][number], run: RunRecord) => readonly (readonly [string, number])[],
): Point[] {
  return runs.flatMap((run) =>
    run.steps.flatMap((step) => read(step, run).map(([curve, value]) => ({ step: step.step, value, curve }))),
  )
}

/** @param each - a curve for each set; else one of the means over them. */
function evaluationPoints(
  { name, evaluations }: RunRecord,
  metric: EvaluationMetric,
  each: boolean,
): Point[] {
  const point = (step: number, curve: string, value: number | undefined): Point[] =>
    value === undefined ? [] : [{ step, curve, value }]
  if (each) {
    return evaluations.flatMap(({ step, summary }) =>
      point(step, summary.dataset, measureOf(summary, metric)),
    )
  }
  return [...new Set(evaluations.map(({ step }) => step))].flatMap((step) => {
    const summaries = evaluations.filter((other) => other.step === step).map(({ summary }) => summary)
    return point(step, name, meanMeasure(summaries, metric))
  })
}

function curves(
  label: string,
  points: readonly Point[],
  document: FigureDocument,
  dots: boolean,
): Omit<RunFigure, 'caption'> {
  const names = [...new Set(points.map(({ curve }) => curve))]
  const colours = names.map((_, i) => COLOURS[i % COLOURS.length]!)
  const svg = Plot.plot({
    document,
    width: 520,
    height: 300,
    marginLeft: 56,
    marginRight: 20,
    marginBottom: 40,
    style: { fontSize: '12px' },
    ariaLabel: `${label} over updates`,
    color: { domain: names, range: colours },
    x: { label: 'updates' },
    y: { label, grid: true, nice: true },
    marks: [
      Plot.line(points, { x: 'step', y: 'value', stroke: 'curve', strokeWidth: 1.5 }),
      ...(dots ? [Plot.dot(points, { x: 'step', y: 'value', fill: 'curve', r: 2.5 })] : []),
    ],
  })
  const legend = names.map((name, i) => ({ name, colour: colours[i]! }))
  return { svg, legend: names.length > 1 ? legend : [] }
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
