import { mean, standardDeviation } from 'simple-statistics'
import { checkOneOf, checkPair, checkVaries } from '../check.ts'
import { krcc } from '../correlation/krcc.ts'
import { midRanks } from '../correlation/mid-ranks.ts'
import { plcc } from '../correlation/plcc.ts'
import { srcc } from '../correlation/srcc.ts'
import { type BootstrapOptions, bootstrapDraws, unlessUndefined } from './bootstrap-draws.ts'
import { type Interval, intervalOf } from './bootstrap-interval.ts'
import { mengTest } from './meng-test.ts'
import { createRandom } from './random.ts'
import { pick, resamplingUnits } from './resampling-units.ts'

export interface ComparisonOptions extends BootstrapOptions {
  /** What is compared. Default `'srcc'`. */
  readonly measure?: 'srcc' | 'plcc' | 'krcc'
  /**
   * Where the p-value comes from. Default `'permutation'`. `'bootstrap'`: twice the smaller share of resampled
   * differences on one side of 0. `'meng'`: the test of Meng, Rosenthal and Rubin (no `'krcc'`, no groups).
   */
  readonly test?: 'permutation' | 'bootstrap' | 'meng'
}

export interface ModelComparison {
  readonly measure: 'srcc' | 'plcc' | 'krcc'
  readonly test: 'permutation' | 'bootstrap' | 'meng'
  readonly n: number
  /** The measure of each model. */
  readonly a: number
  readonly b: number
  /** a − b. */
  readonly difference: number
  /** Paired bootstrap interval of the difference. */
  readonly interval: Interval
  /** Two-sided; never 0 for `'permutation'` and `'bootstrap'`: at least 1 / (resamples + 1). */
  readonly pValue: number
}

const measures = { srcc, plcc, krcc }

/**
 * Whether one model agrees with the ratings better than another on the same images.
 *
 * The interval resamples images (or groups) and takes both models on each resample. The permutation test exchanges the
 * two models' values, image by image (or group by group) with probability ½, after bringing them to one scale:
 * mid-ranks for SRCC and KRCC, deviations from the mean in units of the standard deviation for PLCC.
 *
 *   p = (1 + #{|difference*| ≥ |difference|}) / (1 + resamples)
 *
 * @param scoresA - shape [n], n ≥ 4, model A on any scale.
 * @param scoresB - shape [n], model B on any scale.
 * @param ratings - shape [n].
 * @throws {RangeError} if the lengths differ, an entry is not finite, a vector is constant, or an option is out of
 *   range.
 *
 * A p-value is about these images as a sample; it says nothing of other datasets, and testing many pairs of models
 * calls for a correction.
 */
export function compareModels(
  scoresA: ArrayLike<number>,
  scoresB: ArrayLike<number>,
  ratings: ArrayLike<number>,
  options: ComparisonOptions = {},
): ModelComparison {
  const caller = 'compareModels'
  const { measure = 'srcc', test = 'permutation' } = options
  checkOneOf(caller, 'measure', measure, Object.keys(measures))
  checkOneOf(caller, 'test', test, ['permutation', 'bootstrap', 'meng'])
  checkPair(caller, ['scoresA', scoresA], ['ratings', ratings], 4)
  checkPair(caller, ['scoresB', scoresB], ['ratings', ratings], 4)
  checkVaries(caller, 'scoresA', scoresA)
  checkVaries(caller, 'scoresB', scoresB)
  checkVaries(caller, 'ratings', ratings)
  if (test === 'meng' && (measure === 'krcc' || options.groups)) {
    throw new RangeError(
      `${caller}: expected measure 'srcc' or 'plcc' and no groups with test 'meng', got ${
        options.groups ? 'groups' : "'krcc'"
      }`,
    )
  }

  const evaluate = measures[measure]
  const a = evaluate(scoresA, ratings)
  const b = evaluate(scoresB, ratings)
  const n = ratings.length
  const differenceOn = (indices: Int32Array) => {
    const truth = pick(ratings, indices)
    return [evaluate(pick(scoresA, indices), truth) - evaluate(pick(scoresB, indices), truth)]
  }
  const bootstrap = bootstrapDraws(caller, n, differenceOn, options)
  const { lower, upper } = intervalOf(bootstrap, 0, options)
  const pValues = {
    permutation: () => permutationPValue(scoresA, scoresB, ratings, measure, options),
    bootstrap: () => bootstrapPValue(bootstrap.draws.map(([difference]) => difference!)),
    meng: () => mengTest(a, b, evaluate(scoresA, scoresB), n).pValue,
  }
  const pValue = pValues[test]()
  return { measure, test, n, a, b, difference: a - b, interval: { lower, upper }, pValue }
}

function bootstrapPValue(differences: readonly number[]): number {
  const notAbove = differences.filter((difference) => difference <= 0).length
  const notBelow = differences.filter((difference) => difference >= 0).length
  return Math.min(1, (2 * (1 + Math.min(notAbove, notBelow))) / (1 + differences.length))
}

function permutationPValue(
  scoresA: ArrayLike<number>,
  scoresB: ArrayLike<number>,
  ratings: ArrayLike<number>,
  measure: 'srcc' | 'plcc' | 'krcc',
  { resamples = 1000, seed = 1, groups }: ComparisonOptions,
): number {
  const evaluate = measures[measure]
  const toOneScale = measure === 'plcc' ? standardScores : midRanks
  const a = toOneScale(scoresA)
  const b = toOneScale(scoresB)
  const units = resamplingUnits('compareModels', ratings.length, groups)
  // A stream of its own, so that the exchanges do not repeat the draws of the interval.
  const random = createRandom(seed + 1)
  const observed = Math.abs(evaluate(a, ratings) - evaluate(b, ratings))
  const swappedA = new Float64Array(a.length)
  const swappedB = new Float64Array(a.length)
  let asExtreme = 0
  for (let k = 0; k < resamples; k++) {
    for (const unit of units) {
      const exchange = random.next() < 0.5
      for (const i of unit) {
        swappedA[i] = exchange ? b[i]! : a[i]!
        swappedB[i] = exchange ? a[i]! : b[i]!
      }
    }
    // An exchange that leaves a constant vector has no difference to compare: counting it errs on the safe side.
    const difference = unlessUndefined(() => evaluate(swappedA, ratings) - evaluate(swappedB, ratings))
    if (difference === undefined || Math.abs(difference) >= observed - 1e-12) asExtreme++
  }
  return (1 + asExtreme) / (1 + resamples)
}

function standardScores(values: ArrayLike<number>): Float64Array {
  const centre = mean(values as number[])
  const deviation = standardDeviation(values as number[])
  return new Float64Array(values).map((value) => (value - centre) / deviation)
}
