import { requireScore } from '../require-number.ts'
import { binaryPreference } from './target-preference.ts'

/** All pairs inside the datasets of a batch, as {@link liqeLoss} takes them. */
export interface LiqePairs {
  /** Positions in the batch, first < second. [P] each, P = B (B - 1) / 2 for every batch of B images. */
  readonly first: readonly number[]
  readonly second: readonly number[]
  /** 1, ½ or 0. [P] */
  readonly targets: readonly number[]
  /** 1 / (datasets · pairs of the dataset) inside a dataset, 0 across. They sum to 1, or to 0 without any pair. [P] */
  readonly weights: readonly number[]
}

/**
 * Lists every pair of a batch with its target and its share of the loss: the mean over a dataset's pairs, then the
 * mean over datasets. A dataset of a single image has no pair and no share (the original makes a NaN of it).
 *
 * @param mos - scores of the B images; only compared inside a dataset.
 * @param datasets - the dataset of each image. [B]
 * @throws {RangeError} if the lists differ in length, or a score is not finite.
 */
export function liqePairs(mos: readonly number[], datasets: readonly (string | number)[]): LiqePairs {
  if (mos.length !== datasets.length) {
    throw new RangeError(
      `liqePairs: expected one dataset for each of ${mos.length} scores, got ${datasets.length}`,
    )
  }
  // A score without a partner is compared with none, and would not be looked at.
  for (const score of mos) requireScore('liqePairs', score, 'MOS')
  const pairs = mos.flatMap((_, i) => mos.slice(i + 1).map((_, j) => [i, i + 1 + j] as const))
  const inside = pairs.filter(([i, j]) => datasets[i] === datasets[j])
  const pairsOf = new Map<string | number, number>()
  for (const [i] of inside) pairsOf.set(datasets[i]!, (pairsOf.get(datasets[i]!) ?? 0) + 1)
  return {
    first: pairs.map(([i]) => i),
    second: pairs.map(([, j]) => j),
    targets: pairs.map(([i, j]) => binaryPreference(mos[i]!, mos[j]!)),
    weights: pairs.map(([i, j]) =>
      datasets[i] === datasets[j] ? 1 / (pairsOf.size * pairsOf.get(datasets[i]!)!) : 0,
    ),
  }
}
