import { formatTextTable, type TextTable } from '../output/text-table.ts'
import { printable } from '../terminal.ts'
import type { DatasetStatistics } from './dataset-statistics.ts'
import { figure, momentsText, percent, scaleEnd } from './figure.ts'
import type { LabelStatistics, StatisticsLabel } from './label-statistics.ts'
import type { Moments } from './moments-of.ts'

/** How the labels are named in tables, in their order, and what they are. */
export const labelNames: Readonly<Record<StatisticsLabel, readonly [name: string, what: string]>> = {
  density: ['density', 'the original script, density at the level: its setting for KonIQ and KADID'],
  mass: ['mass', "the original script, mass of the level's interval: its setting for SPAQ"],
  equations: ['equations', 'Eq. 1, 2 and A2 alone, density at the level, not divided by the sum'],
  momentMatched: ['moment-matched', "maximum entropy with the rating's mean and variance"],
}

/** How JS and W2 are to be understood. */
export const distancesNote =
  "JS (in nats, against the mixture) and W2: N(label's mean, its variance) to the rating's Gaussian"

/** The statistics as text for a terminal of so many columns. */
export function formatStatistics(statistics: DatasetStatistics, columns?: number): string {
  const { title, images, split, scale, std, labels } = statistics
  const part = split ? ` in the ${split} part` : ''
  const ends = `${scaleEnd(scale.min)} to ${scaleEnd(scale.max)}${scale.direction === 'lower-is-better' ? ', lower is better' : ''}`
  const assumed = std?.assumed ? `; ${std.assumed.toLocaleString('en')} deviations are assumed` : ''
  const parts = [
    `${printable(title)}: ${images.toLocaleString('en')} images${part}, scale ${ends}${assumed}\n`,
    formatTextTable(ratingsTable(statistics), columns),
  ]
  if (labels) {
    const legend = Object.values(labelNames).map(([name, what]) => `${name.padEnd(14)}  ${what}\n`)
    parts.push(
      formatTextTable(labelsTable(statistics, labels), columns),
      `${legend.join('')}${distancesNote}\n`,
    )
  } else parts.push('No deviations here, so no soft labels: --pseudo-std 0.2 assumes one.\n')
  return parts.join('\n')
}

/** Table A1 and the one-hot rows of Table 1. */
export function ratingsTable({ mos, std, oneHot, paper }: DatasetStatistics): TextTable {
  const none = '–'
  const row = (name: string, published: string | undefined, here: string): string[] =>
    paper ? [name, published ?? none, here] : [name, here]
  return {
    head: row('ratings', 'paper', 'here'),
    rows: [
      row('score range (max − min)', paper?.range.toFixed(2), mos.range.toFixed(3)),
      row('mean std', paper?.meanStd.toFixed(2), std?.mean.toFixed(3) ?? none),
      row(
        'mean std / score range',
        paper && percent(paper.meanStdOverRange),
        std?.meanOverRange == null ? none : percent(std.meanOverRange),
      ),
      row('one-hot L1', paper?.oneHot?.l1.toFixed(3), figure(oneHot.l1)),
      row('one-hot RMSE', paper?.oneHot?.rmse.toFixed(3), figure(oneHot.rmse)),
      row('one-hot PLCC', paper?.oneHot?.plcc.toFixed(3), figure(oneHot.plcc)),
      row('one-hot SRCC', paper?.oneHot?.srcc.toFixed(3), figure(oneHot.srcc)),
    ],
  }
}

/** The soft-label rows of Table 1, Table 2, and what happened on the way. */
export function labelsTable(
  { paper }: DatasetStatistics,
  labels: NonNullable<DatasetStatistics['labels']>,
): TextTable {
  const kinds = Object.keys(labelNames) as StatisticsLabel[]
  const row = (
    name: string,
    published: string | undefined,
    cell: (label: LabelStatistics) => string | undefined,
  ): string[] => [
    name,
    ...(paper ? [published ?? '–'] : []),
    ...kinds.map((kind) => cell(labels[kind]) ?? '–'),
  ]
  const { soft, alpha, beta } = paper ?? {}
  const publishedMoments = (moments: Moments | undefined): string | undefined =>
    moments && `${moments.mean.toFixed(3)} ± ${moments.std.toFixed(3)}`
  return {
    head: ['soft label', ...(paper ? ['paper'] : []), ...kinds.map((kind) => labelNames[kind][0])],
    rows: [
      row('L1', soft?.l1.toFixed(3), ({ l1 }) => figure(l1)),
      row('RMSE', soft?.rmse.toFixed(3), (label) => figure(label.rmse)),
      row('PLCC', soft?.plcc.toFixed(3), ({ plcc }) => figure(plcc)),
      row('SRCC', soft?.srcc.toFixed(3), ({ srcc }) => figure(srcc)),
      row('JS', soft?.js.toFixed(3), ({ js }) => figure(js)),
      row('W2', soft?.w2.toFixed(3), ({ w2 }) => figure(w2)),
      row('α', publishedMoments(alpha), ({ adjustment }) => adjustment && momentsText(adjustment.alpha)),
      row('α without fallback', undefined, ({ adjustment }) =>
        momentsText(adjustment?.withoutFallback?.alpha),
      ),
      row('β', publishedMoments(beta), ({ adjustment }) => adjustment && momentsText(adjustment.beta)),
      row('β without fallback', undefined, ({ adjustment }) =>
        momentsText(adjustment?.withoutFallback?.beta),
      ),
      row('images on the fallback', undefined, ({ adjustment }) => {
        const because = adjustment?.fallbackImages
        return because && (because.smallStd + because.meanError).toLocaleString('en')
      }),
      row('images that cannot match', undefined, ({ infeasibleImages }) =>
        infeasibleImages?.toLocaleString('en'),
      ),
      row('smallest probability', undefined, ({ smallestProbability }) => figure(smallestProbability)),
      row('largest sum', undefined, ({ sum }) => figure(sum.max)),
    ],
  }
}
