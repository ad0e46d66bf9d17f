import { checkPair } from '../check.ts'
import { krcc } from '../correlation/krcc.ts'
import { plcc } from '../correlation/plcc.ts'
import { srcc } from '../correlation/srcc.ts'
import { meanAbsoluteError } from '../error/mean-absolute-error.ts'
import { rmse } from '../error/rmse.ts'
import { type BootstrapOptions, bootstrapDraws } from '../inference/bootstrap-draws.ts'
import { type Interval, intervalOf } from '../inference/bootstrap-interval.ts'
import { pick } from '../inference/resampling-units.ts'
import {
  fitLogistic,
  type LogisticFit,
  type LogisticFitOptions,
  refitLogistic,
} from '../mapping/fit-logistic.ts'

/** The measures of agreement of scores with ratings, each on its own scale. */
export type AgreementMeasure = 'srcc' | 'plcc' | 'plccFitted' | 'krcc' | 'rmse' | 'rmseFitted' | 'mae'

export interface AgreementOptions extends LogisticFitOptions {
  /** Asks for an interval of each measure: `{}` for 95 % BCa of 1000 resamples. Default none. */
  readonly bootstrap?: BootstrapOptions
}

export interface Agreement extends Readonly<Record<AgreementMeasure, number>> {
  readonly n: number
  /** The curve behind `plccFitted` and `rmseFitted`, with its direction. */
  readonly fit: LogisticFit
  /** Present if `bootstrap` was given. */
  readonly intervals?: Readonly<Record<AgreementMeasure, Interval>>
  readonly confidence?: number
}

/**
 * How well scores agree with ratings on one dataset: the row of a results table.
 *
 * SRCC, PLCC, KRCC, RMSE and MAE are of the raw scores; `plccFitted` and `rmseFitted` follow the logistic. RMSE and MAE
 * mean something only where scores and ratings share a scale. The original evaluation prints `plccFitted` with
 * `variant: 'upstream'` and `fit.srcc`.
 *
 * @param scores - shape [n], n ≥ 5 (6 for the 5-parameter form), finite.
 * @param ratings - shape [n], paired with `scores`.
 * @throws {RangeError} as `fitLogistic` and `bootstrapInterval`.
 *
 * With intervals each resample refits the curve from the full fit: about 6 s of one core for 2,000 images and 1000
 * resamples (bench: `agreement with intervals`).
 */
export function agreement(
  scores: ArrayLike<number>,
  ratings: ArrayLike<number>,
  { bootstrap, ...fitOptions }: AgreementOptions = {},
): Agreement {
  checkPair('agreement', ['scores', scores], ['ratings', ratings], fitOptions.form === '5-parameter' ? 6 : 5)
  const fit = fitLogistic(scores, ratings, fitOptions)
  const summary = { n: scores.length, ...measure(scores, ratings, fit), fit }
  if (!bootstrap) return summary

  const draws = bootstrapDraws(
    'agreement',
    scores.length,
    (indices) => {
      const x = pick(scores, indices)
      const y = pick(ratings, indices)
      return Object.values(measure(x, y, refitLogistic(x, y, fit, fitOptions)))
    },
    bootstrap,
  )
  const intervals = Object.keys(measure(scores, ratings, fit)).map((name, k) => {
    const { lower, upper } = intervalOf(draws, k, bootstrap)
    return [name, { lower, upper }] as const
  })
  return {
    ...summary,
    intervals: Object.fromEntries(intervals) as Record<AgreementMeasure, Interval>,
    confidence: bootstrap.confidence ?? 0.95,
  }
}

function measure(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  fit: LogisticFit,
): Record<AgreementMeasure, number> {
  return {
    srcc: srcc(x, y),
    plcc: plcc(x, y),
    plccFitted: fit.plcc,
    krcc: krcc(x, y),
    rmse: rmse(x, y),
    rmseFitted: fit.rmse,
    mae: meanAbsoluteError(x, y),
  }
}
