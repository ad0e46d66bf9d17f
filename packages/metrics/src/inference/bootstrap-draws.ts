import { checkCount, checkOneOf } from '../check.ts'
import { createRandom } from './random.ts'
import { imagesOf, resamplingUnits } from './resampling-units.ts'

export interface BootstrapOptions {
  /** Probability that the interval is to cover. Default 0.95. */
  readonly confidence?: number
  /** Number of resamples. Default 1000. */
  readonly resamples?: number
  /** Default `'bca'`: bias-corrected and accelerated. `'percentile'` takes the quantiles as they are. */
  readonly method?: 'bca' | 'percentile'
  /** Seed of the resampling. Default 1: the same call gives the same interval. */
  readonly seed?: number
  /** One label per image: whole groups are drawn instead of images (the versions of one reference, say). */
  readonly groups?: ArrayLike<number | string>
}

/** Statistics of the images with these indices, repeats included. A RangeError, NaN or infinity: undefined on them. */
export type Statistics = (indices: Int32Array) => readonly number[]

export interface BootstrapDraws {
  /** The statistics of the data themselves. */
  readonly estimates: readonly number[]
  /** The statistics of each resample. */
  readonly draws: readonly (readonly number[])[]
  /** Resamples drawn again because a statistic was undefined on them. */
  readonly redrawn: number
  /** The statistics of the data without each of at most 200 blocks. */
  readonly jackknife: readonly (readonly number[])[]
}

/** Blocks left out in turn for the acceleration: n blocks would cost n evaluations and tell little more. */
const JACKKNIFE_BLOCKS = 200

/** Evaluates statistics on the data, on resamples of it and, for BCa, on the data less a block. */
export function bootstrapDraws(
  caller: string,
  size: number,
  statistics: Statistics,
  { resamples = 1000, seed = 1, groups, method = 'bca', confidence = 0.95 }: BootstrapOptions,
): BootstrapDraws {
  checkCount(caller, 'size', size, 2)
  checkCount(caller, 'resamples', resamples, 1)
  if (!Number.isSafeInteger(seed))
    throw new RangeError(`${caller}: expected a whole number as seed, got ${seed}`)
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`${caller}: expected confidence between 0 and 1, got ${confidence}`)
  }
  checkOneOf(caller, 'method', method, ['bca', 'percentile'])
  const units = resamplingUnits(caller, size, groups)
  const defined = (indices: Int32Array) => requireDefined(caller, statistics(indices))
  const estimates = defined(Int32Array.from({ length: size }, (_, i) => i))

  const random = createRandom(seed)
  const draws: (readonly number[])[] = []
  let redrawn = 0
  while (draws.length < resamples) {
    const drawn = units.map(() => units[random.below(units.length)]!)
    const draw = unlessUndefined(() => defined(imagesOf(drawn)))
    if (draw) draws.push(draw)
    else if (++redrawn > 9 * resamples + 100) {
      throw new RangeError(
        `${caller}: undefined on ${redrawn} of ${redrawn + draws.length} resamples: ` +
          'there are too few different values to resample',
      )
    }
  }

  const blocks = method === 'bca' ? Math.min(units.length, JACKKNIFE_BLOCKS) : 0
  const jackknife = Array.from({ length: blocks }, (_, block) =>
    unlessUndefined(() => defined(imagesOf(units.filter((_, unit) => unit % blocks !== block)))),
  ).filter((values) => values !== undefined)
  return { estimates, draws, redrawn, jackknife }
}

function requireDefined(caller: string, values: readonly number[]): readonly number[] {
  const odd = values.find((value) => !Number.isFinite(value))
  if (odd === undefined) return values
  throw new RangeError(`${caller}: expected a finite statistic of the data, got ${odd}`)
}

/** The value, or nothing where `compute` throws the RangeError of an undefined statistic. */
export function unlessUndefined<T>(compute: () => T): T | undefined {
  try {
    return compute()
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
