import { gaussianW2, meanAbsoluteError, mixtureJs, plcc, rmse, srcc } from '@deqa/metrics'
import {
  gaussianLabel,
  levelMoments,
  momentMatchedLabel,
  oneHotLabel,
  type ScoreDistribution,
  type SoftLabel,
} from '@deqa/soft-label'
import { least } from './least.ts'
import { type Moments, momentsOf } from './moments-of.ts'

/** How near the mean of a label comes to the rating's: the upper rows of the paper's Table 1. */
export interface Discretization {
  readonly l1: number
  readonly rmse: number
  /** Null where a correlation does not exist: a single image, or all of them equal. */
  readonly plcc: number | null
  readonly srcc: number | null
}

/** The soft-label rows of Table 1, Table 2, and what happened on the way. */
export interface LabelStatistics extends Discretization {
  /** Jensen–Shannon divergence in nats of N(label's mean, label's variance) and the rating's Gaussian. */
  readonly js: number
  /** Their 2-Wasserstein distance. */
  readonly w2: number
  /** Of all entries of all labels. */
  readonly smallestProbability: number
  /** Of all labels: Σ p. */
  readonly sum: { readonly min: number; readonly max: number }
  /** Of the paper's label. A fallback counts as α = 1, β = 0. */
  readonly adjustment?: {
    readonly alpha: Moments
    readonly beta: Moments
    readonly fallbackImages: { readonly smallStd: number; readonly meanError: number }
    /** Over the images that are not on the fallback; null if all are. */
    readonly withoutFallback: { readonly alpha: Moments; readonly beta: Moments } | null
  }
  /** Of the moment-matched label: images whose deviation no label on levels can have. */
  readonly infeasibleImages?: number
}

/** The labels that are compared. */
export const statisticsLabels = {
  /** The original script with the setting it has for KonIQ and KADID. */
  density: (rating) => gaussianLabel(rating, { variant: 'upstream', density: 'density' }),
  /** The original script with the setting it has for SPAQ. */
  mass: (rating) => gaussianLabel(rating, { variant: 'upstream', density: 'mass' }),
  /** The paper's equations and nothing else: without the script's second rule, and not divided by their sum. */
  equations: (rating) => gaussianLabel(rating, { density: 'density', renormalize: false }),
  momentMatched: (rating) => momentMatchedLabel(rating),
} as const satisfies Record<string, (rating: ScoreDistribution) => SoftLabel>

export type StatisticsLabel = keyof typeof statisticsLabels

/**
 * @param ratings - at least one.
 * @param make - the label.
 */
export function labelStatistics(
  ratings: readonly ScoreDistribution[],
  make: (rating: ScoreDistribution) => SoftLabel,
): LabelStatistics {
  const labels = ratings.map(make)
  const recovered = labels.map(({ probabilities }) => levelMoments(probabilities))
  const gaussian = ({ score, std }: ScoreDistribution) => ({ mean: score, std })
  const average = (distance: typeof mixtureJs): number =>
    momentsOf(ratings.map((rating, i) => distance(gaussian(rating), gaussian(recovered[i]!)))).mean
  const sums = labels.map(({ probabilities }) => probabilities.reduce((sum, p) => sum + p, 0))
  return {
    ...discretization(
      ratings.map(({ score }) => score),
      recovered.map(({ score }) => score),
    ),
    js: average(mixtureJs),
    w2: average(gaussianW2),
    smallestProbability: least(labels.map(({ probabilities }) => least(probabilities))),
    sum: { min: least(sums), max: -least(sums.map((sum) => -sum)) },
    ...adjustmentOf(labels),
    ...infeasibleOf(labels),
  }
}

/** The one-hot row of Table 1. */
export function oneHotStatistics(scores: readonly number[]): Discretization {
  return discretization(
    scores,
    scores.map((score) => levelMoments(oneHotLabel(score)).score),
  )
}

function discretization(scores: readonly number[], recovered: readonly number[]): Discretization {
  return {
    l1: meanAbsoluteError(scores, recovered),
    rmse: rmse(scores, recovered),
    plcc: correlation(plcc, scores, recovered),
    srcc: correlation(srcc, scores, recovered),
  }
}

function correlation(measure: typeof plcc, x: readonly number[], y: readonly number[]): number | null {
  const varies = (values: readonly number[]): boolean => values.some((value) => value !== values[0])
  return varies(x) && varies(y) ? measure(x, y) : null
}

function adjustmentOf(labels: readonly SoftLabel[]): Pick<LabelStatistics, 'adjustment'> {
  const made = labels.filter((label) => label.method === 'gaussian')
  if (made.length === 0) return {}
  const summarize = (some: typeof made) => ({
    alpha: momentsOf(some.map(({ alpha }) => alpha)),
    beta: momentsOf(some.map(({ beta }) => beta)),
  })
  const regular = made.filter(({ branch }) => branch === 'gaussian')
  const because = (reason: string): number => made.filter((label) => label.reason === reason).length
  return {
    adjustment: {
      ...summarize(made),
      fallbackImages: { smallStd: because('small-std'), meanError: because('mean-error') },
      withoutFallback: regular.length > 0 ? summarize(regular) : null,
    },
  }
}

function infeasibleOf(labels: readonly SoftLabel[]): Pick<LabelStatistics, 'infeasibleImages'> {
  const matched = labels.filter((label) => label.method === 'moment-matched')
  if (matched.length === 0) return {}
  return { infeasibleImages: matched.filter(({ reason }) => reason !== 'matched').length }
}
