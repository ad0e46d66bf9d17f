import {
  type Agreement,
  type AgreementMeasure,
  agreement,
  type BootstrapOptions,
  type DistributionAgreement,
  distributionAgreement,
  type Interval,
} from '@deqa/metrics'
import type { ScoreDistribution } from '@deqa/soft-label'

/** An image with what people said of it and what the network says, both on [1, 5], better when higher. */
export interface JudgedImage {
  /** Mean rating. */
  readonly rated: number
  /** Standard deviation of the ratings; absent where none is known. */
  readonly ratedStd?: number
  readonly predicted: ScoreDistribution
}

/** How well a network does on one dataset: its row in the tables of the paper. */
export interface EvaluationSummary {
  readonly dataset: string
  /** Images compared. */
  readonly images: number
  /** Correlations and errors; absent where they do not exist, and `problem` says why. */
  readonly agreement?: Readonly<Record<AgreementMeasure, number>>
  /** 95 % intervals of `agreement`, when asked for. */
  readonly intervals?: Readonly<Record<AgreementMeasure, Interval>>
  /** Distances of the predicted distributions to those of the raters, over the images whose deviation is known. */
  readonly distribution?: DistributionSummary
  readonly problem?: string
}

export interface DistributionSummary {
  readonly images: number
  /** Mean KL(rated ‖ predicted), Table A3; absent where it is infinite, because a prediction has no deviation. */
  readonly kl?: number
  /** Mean of the JS divergence against the averaged Gaussian, Table 5; absent for the same reason. */
  readonly js?: number
  /** Mean 2-Wasserstein distance, Table 5. */
  readonly w2: number
}

export interface SummarizeOptions {
  /** Asks for intervals: `{}` for 95 % of 1000 resamples. */
  readonly bootstrap?: BootstrapOptions
}

const MEASURES = [
  'srcc',
  'plcc',
  'plccFitted',
  'krcc',
  'rmse',
  'rmseFitted',
  'mae',
] as const satisfies AgreementMeasure[]

/**
 * The measures of Tables 3 to 5 and A3 for one dataset. What does not exist, such as the correlation of scores that are
 * all the same, is left out with its reason: an evaluation must not end a training run.
 */
export function summarizeEvaluation(
  dataset: string,
  images: readonly JudgedImage[],
  options: SummarizeOptions = {},
): EvaluationSummary {
  const about = { dataset, images: images.length }
  const distribution = summarizeDistributions(images)
  const withDistribution = distribution ? { distribution } : {}
  try {
    const predicted = images.map((image) => image.predicted.score)
    const found = agreement(
      predicted,
      images.map(({ rated }) => rated),
      options,
    )
    return { ...about, ...numbersOf(found), ...withDistribution }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { ...about, ...withDistribution, problem: error.message }
  }
}

function numbersOf(found: Agreement): Pick<EvaluationSummary, 'agreement' | 'intervals'> {
  const numbers = Object.fromEntries(MEASURES.map((measure) => [measure, found[measure]]))
  return {
    agreement: numbers as Record<AgreementMeasure, number>,
    ...(found.intervals ? { intervals: found.intervals } : {}),
  }
}

function summarizeDistributions(images: readonly JudgedImage[]): DistributionSummary | undefined {
  const known = images.filter(({ ratedStd }) => ratedStd !== undefined && ratedStd > 0)
  if (known.length === 0) return undefined
  const found: DistributionAgreement = distributionAgreement(
    { means: known.map(({ rated }) => rated), stds: known.map(({ ratedStd }) => ratedStd!) },
    {
      means: known.map(({ predicted }) => predicted.score),
      stds: known.map(({ predicted }) => predicted.std),
    },
  )
  return {
    images: found.n,
    ...(Number.isFinite(found.kl) ? { kl: found.kl } : {}),
    ...(Number.isFinite(found.averagedJs) ? { js: found.averagedJs } : {}),
    w2: found.w2,
  }
}
