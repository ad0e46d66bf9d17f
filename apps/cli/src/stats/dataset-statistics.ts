import type { DatasetName, Direction, Finding, SplitName } from '@deqa/datasets'
import type { ScoreDistribution } from '@deqa/soft-label'
import {
  type Discretization,
  type LabelStatistics,
  labelStatistics,
  oneHotStatistics,
  type StatisticsLabel,
  statisticsLabels,
} from './label-statistics.ts'
import { least } from './least.ts'
import { type Moments, momentsOf } from './moments-of.ts'
import { type PublishedFigures, publishedFigures } from './published-figures.ts'
import type { StatisticsRow } from './read-statistics-rows.ts'

/** The paper's Tables 1, 2 and A1 for one dataset. */
export interface DatasetStatistics {
  readonly name: string
  readonly title: string
  readonly split: SplitName | null
  readonly images: number
  /** What scores are normalised by; with an observed scale, the ends of all images, in whatever part of the split. */
  readonly scale: { readonly min: number; readonly max: number; readonly direction: Direction }
  /** Table A1, in the dataset's units, over the images counted. */
  readonly mos: Moments & { readonly min: number; readonly max: number; readonly range: number }
  /** Undefined where there are no deviations. */
  readonly std?: Moments & {
    readonly images: number
    /** Of these, images whose deviation `--pseudo-std` assumes. */
    readonly assumed: number
    readonly meanOverRange: number | null
  }
  readonly oneHot: Discretization
  /** Over the images that have a deviation; undefined where none has. */
  readonly labels?: Readonly<Record<StatisticsLabel, LabelStatistics>>
  /** What the paper prints, for the datasets that it has. */
  readonly paper?: PublishedFigures
  /** What `--check` found. */
  readonly findings?: readonly Finding[]
}

export interface StatisticsSource {
  readonly name: string
  readonly title: string
  readonly published: DatasetName | undefined
  readonly split: SplitName | undefined
  readonly scale: DatasetStatistics['scale']
}

/**
 * @param rows - at least one.
 * @param onLabel - told before each kind of label.
 */
export function datasetStatistics(
  { name, title, published, split, scale }: StatisticsSource,
  rows: readonly StatisticsRow[],
  onLabel: (label: StatisticsLabel) => void = () => {},
): DatasetStatistics {
  const mos = rows.map((row) => row.mos)
  const [min, max] = [least(mos), -least(mos.map((value) => -value))]
  const range = max - min
  const stds = rows.flatMap(({ std }) => (std === undefined ? [] : [std]))
  const std = stds.length > 0 ? momentsOf(stds) : undefined
  const paper = published && publishedFigures[published]
  return {
    name,
    title,
    split: split ?? null,
    images: rows.length,
    scale,
    mos: { min, max, range, ...momentsOf(mos) },
    ...(std && {
      std: {
        images: stds.length,
        assumed: rows.filter(({ assumedStd }) => assumedStd).length,
        ...std,
        meanOverRange: range > 0 ? std.mean / range : null,
      },
    }),
    oneHot: oneHotStatistics(rows.map(({ rating }) => rating.score)),
    ...labelsOf(rows, onLabel),
    ...(paper && { paper }),
  }
}

function labelsOf(
  rows: readonly StatisticsRow[],
  onLabel: (label: StatisticsLabel) => void,
): Pick<DatasetStatistics, 'labels'> {
  const ratings: ScoreDistribution[] = rows.flatMap(({ rating: { score, std } }) =>
    std === undefined ? [] : [{ score, std }],
  )
  if (ratings.length === 0) return {}
  const of = (label: StatisticsLabel): LabelStatistics => {
    onLabel(label)
    return labelStatistics(ratings, statisticsLabels[label])
  }
  return {
    labels: {
      density: of('density'),
      mass: of('mass'),
      equations: of('equations'),
      momentMatched: of('momentMatched'),
    },
  }
}
