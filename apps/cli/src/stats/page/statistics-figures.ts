import { levelMoments, preferenceProbability, type ScoreDistribution } from '@deqa/soft-label'
import * as Plot from '@observablehq/plot'
import { histogram, scoreHistogram } from '../../page/score-histogram.ts'
import { labelNames } from '../format-statistics.ts'
import { type StatisticsLabel, statisticsLabels } from '../label-statistics.ts'
import { momentsOf } from '../moments-of.ts'
import type { StatisticsRow } from '../read-statistics-rows.ts'
import { spreadPairs } from './spread-pairs.ts'

/** A drawing and what it shows, in words. */
export interface Figure {
  readonly caption: string
  readonly svg: ReturnType<typeof Plot.plot>
  /** Whether it needs the whole width of the page. */
  readonly wide?: true
}

const smallStd = 0.2
const mostPairs = 20_000
const cellWidth = 0.1
const wideFrame = { width: 1040, height: 300 }

/** The document that figures are made in; the type is what Plot asks for. */
type FigureDocument = NonNullable<Plot.PlotOptions['document']>

/** Histograms of scores, deviations and reliability, and what each label makes of the deviations. */
export function statisticsFigures(rows: readonly StatisticsRow[], document: FigureDocument): Figure[] {
  const frame: Plot.PlotOptions = {
    document,
    width: 480,
    height: 280,
    marginTop: 28,
    marginBottom: 40,
    marginLeft: 48,
    style: { fontSize: '12px' },
  }
  const ratings = rows.flatMap(({ rating: { score, std } }) => (std === undefined ? [] : [{ score, std }]))
  const halves = [
    ...(ratings.length > 0 ? [deviationFigure(ratings, frame), spreadFigure(ratings, frame)] : []),
    ...standardErrorFigure(rows, frame),
    ...(ratings.length > 1 ? [comparisonFigure(ratings, frame)] : []),
  ]
  return [
    scoreFigure(rows, frame, halves.length % 2 === 0),
    ...halves,
    ...(ratings.length > 0 ? [recoveryFigure(ratings, frame)] : []),
  ]
}

/** A map of how many points lie in each cell. */
function cells<Point>(
  points: readonly Point[],
  x: { readonly value: keyof Point & string; readonly interval: number },
  y: { readonly value: keyof Point & string; readonly interval: number },
  facet: { readonly fx?: keyof Point & string } = {},
): Plot.Markish {
  const squares = { x, y, ...facet, fill: 'var(--cell)', inset: 0, clip: true }
  return Plot.rect(points, Plot.bin({ fillOpacity: 'count' }, squares))
}

function mark(x: number, text: string): Plot.Markish[] {
  return [
    Plot.ruleX([x], { stroke: 'var(--accent)', strokeWidth: 1.5 }),
    Plot.text([x], {
      x: (value: number) => value,
      text: () => text,
      frameAnchor: 'top',
      textAnchor: 'start',
      dx: 5,
      dy: 2,
      fill: 'var(--accent)',
    }),
  ]
}

function scoreFigure(rows: readonly StatisticsRow[], frame: Plot.PlotOptions, wide: boolean): Figure {
  const scores = rows.map(({ rating }) => rating.score)
  const { mean, std } = momentsOf(scores)
  return {
    ...(wide && { wide }),
    caption: `Scores (MOS), normalised: mean ${mean.toFixed(2)}, deviation over images ${std.toFixed(2)}. Dashed: the borders of the five words.`,
    svg: scoreHistogram(scores, { ...frame, ...(wide && wideFrame) }),
  }
}

function deviationFigure(ratings: readonly ScoreDistribution[], frame: Plot.PlotOptions): Figure {
  const stds = ratings.map(({ std }) => std)
  const { mean } = momentsOf(stds)
  const small = stds.filter((std) => std < smallStd).length
  return {
    caption: `Deviation of the opinions on one image, normalised. Below 0.2, the dashed line, the paper interpolates between two levels: ${small.toLocaleString('en')} images.`,
    svg: Plot.plot({
      ...frame,
      ariaLabel: 'Histogram of the deviations of the opinions',
      x: { domain: [0, ceilTo(Math.max(1, greatest(stds)), 0.5)], label: 'deviation σ' },
      y: { label: 'images', grid: true },
      marks: [
        histogram(stds, 0.025),
        Plot.ruleX([smallStd], { stroke: 'currentColor', strokeOpacity: 0.5, strokeDasharray: '3,3' }),
        ...mark(mean, `mean ${mean.toFixed(3)}`),
        Plot.ruleY([0]),
      ],
    }),
  }
}

function spreadFigure(ratings: readonly ScoreDistribution[], frame: Plot.PlotOptions): Figure {
  const bound = Array.from({ length: 81 }, (_, index) => 1 + index / 20)
  return {
    caption:
      'Deviation over score: the stronger a cell, the more images it holds. The curve is the largest deviation that opinions between 1 and 5 can have.',
    svg: Plot.plot({
      ...frame,
      ariaLabel: 'Deviations over scores',
      x: { domain: [1, 5], ticks: 5, label: 'score' },
      y: {
        domain: [0, ceilTo(Math.max(2, greatest(ratings.map(({ std }) => std))), 0.5)],
        label: 'deviation σ',
      },
      opacity: cellOpacity,
      marks: [
        cells(ratings, { value: 'score', interval: cellWidth }, { value: 'std', interval: 0.05 }),
        Plot.line(bound, {
          x: (score: number) => score,
          y: (score: number) => Math.sqrt((5 - score) * (score - 1)),
          stroke: 'var(--accent)',
          strokeWidth: 1.5,
        }),
        Plot.ruleY([0]),
      ],
    }),
  }
}

const cellOpacity: Plot.ScaleOptions = { type: 'sqrt', range: [0.06, 1] }

/** Only where it is known how many opinions a score is the mean of. */
function standardErrorFigure(rows: readonly StatisticsRow[], frame: Plot.PlotOptions): Figure[] {
  const errors = rows.flatMap(({ rating: { std }, votes }) =>
    std === undefined || votes === undefined ? [] : [std / Math.sqrt(votes)],
  )
  if (errors.length === 0) return []
  const { mean } = momentsOf(errors)
  const widest = ceilTo(greatest(errors), 0.05)
  return [
    {
      caption: `Reliability of the scores: standard error σ/√n of each mean of n opinions; two scores nearer than about ${(2 * Math.SQRT2 * mean).toFixed(2)} are hardly told apart.`,
      svg: Plot.plot({
        ...frame,
        ariaLabel: 'Histogram of the standard errors of the scores',
        x: { domain: [0, widest], label: 'standard error' },
        y: { label: 'images', grid: true },
        marks: [
          histogram(errors, niceInterval(widest)),
          ...mark(mean, `mean ${mean.toFixed(3)}`),
          Plot.ruleY([0]),
        ],
      }),
    },
  ]
}

function comparisonFigure(ratings: readonly ScoreDistribution[], frame: Plot.PlotOptions): Figure {
  const certainties = spreadPairs(ratings.length, mostPairs)
    .map(([a, b]) => preferenceProbability(ratings[a]!, ratings[b]!))
    .map((probability) => Math.max(probability, 1 - probability))
  const { mean } = momentsOf(certainties)
  return {
    caption: `Reliability of comparisons: how likely one opinion on each of two images puts the better one first (Eq. 6), over ${certainties.length.toLocaleString('en')} pairs.`,
    svg: Plot.plot({
      ...frame,
      ariaLabel: 'Histogram of the certainty of comparisons',
      x: { domain: [0.5, 1], label: 'P(better one first)' },
      y: { label: 'pairs', grid: true },
      marks: [histogram(certainties, 0.02), ...mark(mean, `mean ${mean.toFixed(3)}`), Plot.ruleY([0])],
    }),
  }
}

function recoveryFigure(ratings: readonly ScoreDistribution[], frame: Plot.PlotOptions): Figure {
  const kinds = Object.keys(statisticsLabels) as StatisticsLabel[]
  const points = kinds.flatMap((kind) =>
    ratings.map((rating) => ({
      label: labelNames[kind][0],
      rated: rating.std,
      kept: levelMoments(statisticsLabels[kind](rating).probabilities).std,
    })),
  )
  const widest = ceilTo(
    Math.max(1, greatest(points.map(({ rated }) => rated)), greatest(points.map(({ kept }) => kept))),
    0.5,
  )
  return {
    wide: true,
    caption:
      'What labels keep of the deviation: that of the label over that of the opinions; on the diagonal nothing is lost.',
    svg: Plot.plot({
      ...frame,
      ...wideFrame,
      ariaLabel: 'Deviation of each kind of label over that of the opinions',
      fx: { domain: kinds.map((kind) => labelNames[kind][0]), label: null },
      x: { domain: [0, widest], label: 'deviation of the opinions', ticks: 5, labelAnchor: 'center' },
      y: { domain: [0, widest], label: 'deviation of the label', ticks: 5, labelAnchor: 'center' },
      opacity: cellOpacity,
      marks: [
        Plot.frame({ strokeOpacity: 0.2 }),
        cells(points, { value: 'rated', interval: 0.04 }, { value: 'kept', interval: 0.04 }, { fx: 'label' }),
        Plot.line([0, widest], {
          x: (value: number) => value,
          y: (value: number) => value,
          stroke: 'var(--accent)',
          strokeWidth: 1,
        }),
      ],
    }),
  }
}

function greatest(values: readonly number[]): number {
  return values.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY)
}

function ceilTo(value: number, step: number): number {
  return Math.ceil(value / step) * step
}

/** About 40 bars, of a width people can read. */
function niceInterval(range: number): number {
  const rough = range / 40
  const power = 10 ** Math.floor(Math.log10(rough))
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough)!
}
