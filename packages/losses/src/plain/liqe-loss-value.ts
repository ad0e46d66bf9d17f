import { liqePairs } from '../rank/liqe-pairs.ts'
import { requireScore } from '../require-number.ts'
import { fidelityValueOf } from './fidelity-loss-value.ts'

/**
 * {@link liqeLoss} in numbers: the mean over datasets of the mean over their pairs.
 *
 * @param scores - predicted scores, [B].
 * @param mos - the raters' scores, [B].
 * @param datasets - the dataset of each image, [B].
 * @returns 0 if no two images share a dataset.
 * @throws {RangeError} if the lists differ in length, or a score is not finite.
 */
export function liqeLossValue(
  scores: readonly number[],
  mos: readonly number[],
  datasets: readonly (string | number)[],
): number {
  if (scores.length !== mos.length) {
    throw new RangeError(
      `liqeLossValue: expected ${mos.length} scores, one for each MOS, got ${scores.length}`,
    )
  }
  for (const score of scores) requireScore('liqeLossValue', score)
  const { first, second, targets, weights } = liqePairs(mos, datasets)
  return weights.reduce((sum, weight, pair) => {
    const difference = scores[first[pair]!]! - scores[second[pair]!]!
    return sum + weight * fidelityValueOf(difference, targets[pair]!)
  }, 0)
}
