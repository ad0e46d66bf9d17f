import type { DatasetRow } from '@deqa/datasets'
import { type MosScale, normalizeScore, normalizeStd, pseudoStd } from '@deqa/soft-label'

/** A rating on the scale [1, 5], where higher is better. */
export interface Rating {
  readonly score: number
  /** Undefined where the row has no deviation and none is to be assumed. */
  readonly std: number | undefined
}

/**
 * Makes the function that normalises rows.
 *
 * @param pseudoRatio - share of the range that stands in for a missing deviation.
 * @returns a function that throws a RangeError for a score outside the scale or a negative deviation.
 */
export function ratingOf(scale: MosScale, pseudoRatio?: number): (row: DatasetRow) => Rating {
  const assumed =
    pseudoRatio === undefined ? undefined : pseudoStd({ from: 'range', scale, ratio: pseudoRatio })
  return ({ mos, std = assumed }) => ({
    score: normalizeScore(mos, scale),
    std: std === undefined ? undefined : normalizeStd(std, scale),
  })
}
