import { requireInside } from './require-number.ts'

/** The paper's five words for a deviation, from the smallest to the largest. */
export const UNCERTAINTY_WORDS = ['minimal', 'low', 'moderate', 'high', 'severe'] as const

/** One of the five words. */
export type UncertaintyWord = (typeof UNCERTAINTY_WORDS)[number]

/**
 * The word for a deviation in answers such as “… is good with low uncertainty”: five equal parts of the range of
 * deviations; a deviation on a cut has the lower word.
 *
 * Source: DeQA-Score, Table 6, model 1. The vocabulary of LLaMA splits “moderate” in two tokens; the original's tests
 * look at “medium” instead, which is one.
 *
 * @param std - in [min, max].
 * @param range - the smallest and the largest deviation of the dataset, in the same units.
 * @throws {RangeError} if `std` lies outside the range, or the range is empty or not finite.
 */
export function uncertaintyOf(
  std: number,
  range: { readonly min: number; readonly max: number },
): UncertaintyWord {
  const { min, max } = range
  const width = max - min
  if (!(min >= 0 && width > 0 && width < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`uncertaintyOf: expected a range with 0 ≤ min < max, got min ${min}, max ${max}`)
  }
  requireInside('uncertaintyOf', 'std', std, min, max)
  const part = Math.ceil(((std - min) / width) * UNCERTAINTY_WORDS.length) - 1
  return UNCERTAINTY_WORDS[Math.max(part, 0)]!
}
