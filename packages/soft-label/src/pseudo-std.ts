import { type MosScale, rangeOf } from './mos-scale.ts'
import { requireNonNegative } from './require-number.ts'
import { requireOneOf } from './require-one-of.ts'

/** Where a deviation comes from when a dataset publishes none. */
export type PseudoStdSource =
  | {
      readonly from: 'range'
      readonly scale: MosScale
      /**
       * Share of max - min.
       * @default 0.2, the paper's for PIPAL
       */
      readonly ratio?: number
    }
  | {
      readonly from: 'known-stds'
      /** The deviations that are known, of this dataset, in its units; at least one. */
      readonly stds: Iterable<number>
    }

/**
 * One deviation for all images of a dataset that publishes none, in the dataset's own units.
 *
 *   range:       std = ratio · (max - min)
 *   known-stds:  the mean of the deviations that are known
 *
 * Source: DeQA-Score, appendix B.1: 20 % of the range for PIPAL, where three other datasets have 19.7, 15.2 and 21.9 %
 * (Table A1). A third way needs no deviation at all: {@link twoLevelLabel}.
 *
 * @throws {RangeError} if the scale is empty or not finite, a number is negative or not finite, no deviation is given, or
 * `from` is another word.
 */
export function pseudoStd(source: PseudoStdSource): number {
  requireOneOf('pseudoStd', 'from', source.from, ['range', 'known-stds'])
  if (source.from === 'range') {
    const { scale, ratio = 0.2 } = source
    requireNonNegative('pseudoStd', 'ratio', ratio)
    return ratio * rangeOf('pseudoStd', scale)
  }
  let sum = 0
  let count = 0
  for (const std of source.stds) {
    requireNonNegative('pseudoStd', 'std', std)
    sum += std
    count++
  }
  if (count === 0) throw new RangeError('pseudoStd: expected at least one known std, got none')
  return sum / count
}
