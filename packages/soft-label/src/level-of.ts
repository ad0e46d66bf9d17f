import { LEVEL_NAMES, type LevelName, SCORE_MAX, SCORE_MIN } from './levels.ts'
import { requireInside } from './require-number.ts'

/**
 * Rounding in a normalisation may carry a score this far over a cut, or over an end of the scale, without
 * changing its level. The original system uses the same width.
 */
const CUT_TOLERANCE = 1e-8

/** What a mean of float32 probabilities may miss of the scale's ends. */
const END_TOLERANCE = 1e-6

/**
 * The index of the equal bin of [1, 5] that holds a score; a score on a cut belongs to the lower bin.
 *
 * @param count - the number of bins K ≥ 2, unchecked.
 * @throws {RangeError} if the score is not in [1, 5].
 */
export function levelIndexOf(caller: string, score: number, count: number): number {
  requireInside(caller, 'score', score, SCORE_MIN - END_TOLERANCE, SCORE_MAX + END_TOLERANCE)
  const bin = ((score - CUT_TOLERANCE - SCORE_MIN) / (SCORE_MAX - SCORE_MIN)) * count
  return Math.min(Math.max(Math.ceil(bin) - 1, 0), count - 1)
}

/**
 * The word for a score: five equal parts of [1, 5], cut at 1.8, 2.6, 3.4 and 4.2 (not rounding to the nearest
 * level). A score on a cut, or less than 1e-8 above it, has the lower word.
 *
 * Source: DeQA-Score, section 3.1; the original label script.
 *
 * @param score - in [1, 5]; a millionth outside is forgiven as rounding.
 * @throws {RangeError} if `score` is not a number in that range.
 */
export function levelOf(score: number): LevelName {
  return LEVEL_NAMES[levelIndexOf('levelOf', score, LEVEL_NAMES.length)]!
}
