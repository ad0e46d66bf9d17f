import type { ScoreDistribution } from './level-moments.ts'
import { SCORE_MAX, SCORE_MIN } from './levels.ts'
import { requireFinite, requireInside, requireNonNegative } from './require-number.ts'
import { requireOneOf } from './require-one-of.ts'

/** The scale on which a dataset gives its opinions. */
export interface MosScale {
  /** The raw opinion at one end. The original system takes the smallest MOS of all images of the dataset. */
  readonly min: number
  /** The raw opinion at the other end, above `min`. */
  readonly max: number
  /**
   * Whether more is better (a MOS, the default) or worse (a DMOS, where `min` is the best picture).
   * @default 'higher-is-better'
   */
  readonly direction?: 'higher-is-better' | 'lower-is-better'
}

/**
 * A raw mean opinion score on the scale [1, 5].
 *
 *   μ = 4 (mos - min) / (max - min) + 1,   reversed:  μ = 4 (max - mos) / (max - min) + 1
 *
 * Source: DeQA-Score, section 3.1 (footnote) and the original label script.
 *
 * @param mos - in [min, max], in the dataset's units.
 * @returns in [1, 5]; the ends of the scale give exactly 1 and 5.
 * @throws {RangeError} if `mos` lies outside the scale, or the scale is empty, not finite or of another direction.
 */
export function normalizeScore(mos: number, scale: MosScale): number {
  const range = rangeOf('normalizeScore', scale)
  requireInside('normalizeScore', 'MOS', mos, scale.min, scale.max)
  const distance = scale.direction === 'lower-is-better' ? scale.max - mos : mos - scale.min
  return ((SCORE_MAX - SCORE_MIN) * distance) / range + SCORE_MIN
}

/**
 * A raw standard deviation on the scale [1, 5], which has the same factor as the scores and no offset.
 *
 *   σ = 4 std / (max - min)
 *
 * @throws {RangeError} if `std` is negative or not finite, or the scale is empty, not finite or of another direction.
 */
export function normalizeStd(std: number, scale: MosScale): number {
  const range = rangeOf('normalizeStd', scale)
  requireNonNegative('normalizeStd', 'std', std)
  return ((SCORE_MAX - SCORE_MIN) * std) / range
}

/**
 * The way back: a score and its deviation in the units of a dataset.
 *
 * @throws {RangeError} if the score is not finite, the deviation negative, or the scale empty, not finite or of another
 * direction.
 */
export function toMosScale({ score, std }: ScoreDistribution, scale: MosScale): { mos: number; std: number } {
  const range = rangeOf('toMosScale', scale)
  requireFinite('toMosScale', 'score', score)
  requireNonNegative('toMosScale', 'std', std)
  const distance = (range * (score - SCORE_MIN)) / (SCORE_MAX - SCORE_MIN)
  return {
    mos: scale.direction === 'lower-is-better' ? scale.max - distance : scale.min + distance,
    std: (range * std) / (SCORE_MAX - SCORE_MIN),
  }
}

/** max - min of a scale that is one. */
export function rangeOf(caller: string, { min, max, direction = 'higher-is-better' }: MosScale): number {
  requireOneOf(caller, 'direction', direction, ['higher-is-better', 'lower-is-better'])
  const range = max - min
  if (!(range > 0 && range < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`${caller}: expected a scale with finite min < max, got min ${min}, max ${max}`)
  }
  return range
}
