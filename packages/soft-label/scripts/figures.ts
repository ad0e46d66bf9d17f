/** The package's figures, each computed by the code it explains. */
import {
  LEVEL_NAMES,
  levelMoments,
  levelValues,
  normalPdf,
  type SoftLabelOptions,
  softLabel,
} from '../src/index.ts'
import { area, axes, bar, curve, figure, legend, type Panel, type Point, place, text } from './plot.ts'

const PAPER = '#d1652b'
const UPSTREAM = '#8a6fc2'
const MATCHED = '#1a7f5a'
const GAUSSIAN = '#57606a'

const range = (from: number, to: number, steps: number) =>
  Array.from({ length: steps + 1 }, (_, i) => from + ((to - from) * i) / steps)

const read = (score: number, std: number, options: SoftLabelOptions) =>
  levelMoments(softLabel({ score, std }, options).probabilities)

/** A rating's Gaussian, and its label as bars. */
export function levelsFigure(): string {
  const rating = { score: 3.6, std: 0.75 }
  const { probabilities } = softLabel(rating, { method: 'moment-matched' })
  const panel: Panel = { left: 60, top: 44, width: 600, height: 230, x: [0.4, 5.6], y: [0, 0.6] }
  const values = levelValues()
  const density = range(0.4, 5.6, 104).map(
    (x): Point => [x, normalPdf((x - rating.score) / rating.std) / rating.std],
  )
  return figure(700, 340, 'A Gaussian of mean 3.6 and deviation 0.75, and its label on five levels', [
    ...axes(
      panel,
      { title: 'MOS 3.6 ± 0.75 on five levels', x: '', y: 'probability' },
      { x: values, y: [0, 0.2, 0.4, 0.6] },
    ),
    ...values.map((value, k) => bar(panel, value, 0.9, probabilities[k]!, '#8fc7b1')),
    curve(panel, density, GAUSSIAN),
    ...values.flatMap((value, k) => {
      const [x] = place(panel, [value, 0])
      return [
        text(
          x,
          panel.top + panel.height + 54,
          probabilities[k]!.toFixed(3),
          'text-anchor="middle" font-weight="600"',
        ),
        text(x, panel.top + panel.height + 36, LEVEL_NAMES[k]!, 'text-anchor="middle"'),
      ]
    }),
  ])
}

/** What is read back from the labels: the mean over the scale, and the deviation where it is small. */
export function momentsFigure(): string {
  const means: Panel = { left: 64, top: 44, width: 340, height: 250, x: [1, 5], y: [-0.4, 0.4] }
  const stds: Panel = { left: 500, top: 44, width: 340, height: 250, x: [0, 1.2], y: [0, 1.2] }
  const meanErrors = (options: SoftLabelOptions) =>
    range(1, 5, 400).map((score): Point => [score, read(score, 0.8, options).score - score])
  const stdsRead = (options: SoftLabelOptions) =>
    range(0.001, 1.2, 400).map((std): Point => [std, read(3.3, std, options).std])
  const least = softLabel({ score: 3.3, std: 0 }, { method: 'moment-matched' }).feasibleStd[0]
  const methods = [
    ['the paper’s label', PAPER, {}],
    ['as published in code', UPSTREAM, { variant: 'upstream' }],
    ['moment-matched', MATCHED, { method: 'moment-matched' }],
  ] as const
  return figure(880, 420, 'Mean error and recovered deviation of three labels', [
    ...axes(
      means,
      { title: 'Mean read back, minus MOS (σ = 0.8)', x: 'MOS', y: 'error of the mean' },
      { x: [1, 2, 3, 4, 5], y: [-0.4, -0.2, 0, 0.2, 0.4] },
    ),
    ...methods.map(([, color, options]) => curve(means, meanErrors(options), color)),
    area(
      stds,
      [
        [0, 0],
        [1.2, 0],
        [1.2, least],
        [0, least],
      ],
      '#f0f1f3',
    ),
    ...axes(
      stds,
      { title: 'Deviation read back (MOS 3.3)', x: 'deviation of the rating', y: 'deviation of the label' },
      { x: [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2], y: [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2] },
    ),
    curve(
      stds,
      [
        [0, 0],
        [1.2, 1.2],
      ],
      GAUSSIAN,
      'stroke-dasharray="3 4"',
    ),
    ...methods.map(([, color, options]) => curve(stds, stdsRead(options), color)),
    text(
      stds.left + 118,
      place(stds, [0, 0.2])[1],
      'no label with this mean lies here',
      'font-style="italic"',
    ),
    ...legend(64, 372, methods),
  ])
}
