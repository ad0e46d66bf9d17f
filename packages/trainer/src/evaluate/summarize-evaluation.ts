import {
  type Agreement,
  type AgreementMeasure,
  agreement,
  type BootstrapOptions,
  type DistributionAgreement,
  distributionAgreement,
  type Interval,
} from '@deqa/metrics'
import type { EvaluationItem } from './evaluation-set.ts'

/** An image with what people said of it and what a network or another measure says, both better when higher. */
export interface JudgedImage {
  /** Mean rating, on [1, 5]. */
  readonly rated: number
  /** Standard deviation of the ratings; absent where none is known. */
  readonly ratedStd?: number
  /** On [1, 5] as well, unless it is said to be on a scale of its own; a measure without doubts has no deviation. */
  readonly predicted: { readonly score: number; readonly std?: number }
  /** The pristine image that this one was made from. */
  readonly reference?: string
  /** How it was made worse. */
  readonly distortion?: string
}

/** A rated image beside what is predicted for it. */
export function judgedImage(
  { score, std, reference, distortion }: EvaluationItem,
  predicted: JudgedImage['predicted'],
): JudgedImage {
  return {
    rated: score,
    ...(std === undefined ? {} : { ratedStd: std }),
    predicted,
    ...(reference === undefined ? {} : { reference }),
    ...(distortion === undefined ? {} : { distortion }),
  }
}

/** Measures that exist only where scores and ratings share a scale. */
type ErrorMeasure = 'rmse' | 'mae'

/** A number or an interval for each measure of agreement. */
export type Measured<T> = Readonly<Record<Exclude<AgreementMeasure, ErrorMeasure>, T>> &
  Readonly<Partial<Record<ErrorMeasure, T>>>

/** How well predictions agree with the ratings of some images. */
export interface EvaluationPart {
  /** Images compared. */
  readonly images: number
  /** Correlations and errors; absent where they do not exist, and `problem` says why. */
  readonly agreement?: Measured<number>
  /** 95 % intervals of `agreement`, when asked for. */
  readonly intervals?: Measured<Interval>
  /** Distances of the predicted distributions to those of the raters, over the images whose deviation is known. */
  readonly distribution?: DistributionSummary
  readonly problem?: string
}

/** How well a network does on one dataset: its row in the tables of the paper. */
export interface EvaluationSummary extends EvaluationPart {
  readonly dataset: string
  /**
   * The same for each kind of damage alone, when asked for, in the order in which the dataset names them. Images of
   * which no damage is named are in none.
   */
  readonly byDistortion?: readonly DistortionPart[]
}

/** Images with one kind of damage. */
export interface DistortionPart extends EvaluationPart {
  readonly distortion: string
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
  /**
   * Asks for intervals: `{}` for 95 % of 1000 resamples. Where every image names its reference, whole references are
   * drawn: versions of one picture are not independent.
   */
  readonly bootstrap?: BootstrapOptions
  /** Asks for each kind of damage alone as well. */
  readonly by?: 'distortion'
  /** The predictions are on no scale of ratings: RMSE and MAE are left out, the fitted RMSE is not. */
  readonly ownScale?: boolean
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
  const whole = { dataset, ...summarizePart(images, options) }
  if (options.by === undefined) return whole
  const parts = new Map<string, JudgedImage[]>()
  for (const image of images) {
    if (image.distortion === undefined) continue
    const part = parts.get(image.distortion)
    if (part) part.push(image)
    else parts.set(image.distortion, [image])
  }
  const byDistortion = [...parts].map(([distortion, part]) => ({
    distortion,
    ...summarizePart(part, options),
  }))
  return { ...whole, byDistortion }
}

function summarizePart(
  images: readonly JudgedImage[],
  { bootstrap, ownScale = false }: SummarizeOptions,
): EvaluationPart {
  const distribution = summarizeDistributions(images)
  const withDistribution = distribution ? { distribution } : {}
  try {
    const found = agreement(
      images.map(({ predicted }) => predicted.score),
      images.map(({ rated }) => rated),
      bootstrap ? { bootstrap: { ...groupsOf(images), ...bootstrap } } : {},
    )
    return { images: images.length, ...numbersOf(found, ownScale), ...withDistribution }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { images: images.length, ...withDistribution, problem: error.message }
  }
}

/** What is drawn as a whole: references, if each image names one and there are several. */
function groupsOf(images: readonly JudgedImage[]): Pick<BootstrapOptions, 'groups'> {
  const groups = images.flatMap(({ reference }) => reference ?? [])
  return groups.length === images.length && new Set(groups).size > 1 ? { groups } : {}
}

function numbersOf(found: Agreement, ownScale: boolean): Pick<EvaluationPart, 'agreement' | 'intervals'> {
  const measures = ownScale ? MEASURES.filter((name) => name !== 'rmse' && name !== 'mae') : MEASURES
  const { intervals } = found
  return {
    agreement: picked(found, measures),
    ...(intervals ? { intervals: picked(intervals, measures) } : {}),
  }
}

function picked<T>(
  found: Readonly<Record<AgreementMeasure, T>>,
  measures: readonly AgreementMeasure[],
): Measured<T> {
  return Object.fromEntries(measures.map((measure) => [measure, found[measure]])) as Measured<T>
}

function summarizeDistributions(images: readonly JudgedImage[]): DistributionSummary | undefined {
  const known = images.flatMap(({ rated, ratedStd = 0, predicted: { score, std } }) =>
    ratedStd > 0 && std !== undefined ? [{ rated, ratedStd, score, std }] : [],
  )
  if (known.length === 0) return undefined
  const found: DistributionAgreement = distributionAgreement(
    { means: known.map(({ rated }) => rated), stds: known.map(({ ratedStd }) => ratedStd) },
    { means: known.map(({ score }) => score), stds: known.map(({ std }) => std) },
  )
  return {
    images: found.n,
    ...(Number.isFinite(found.kl) ? { kl: found.kl } : {}),
    ...(Number.isFinite(found.averagedJs) ? { js: found.averagedJs } : {}),
    w2: found.w2,
  }
}
