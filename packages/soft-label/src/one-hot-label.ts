import { levelIndexOf } from './level-of.ts'
import { LEVEL_COUNT, requireLevelCount } from './levels.ts'

/**
 * The baseline: all probability on the level whose equal part of [1, 5] holds the score.
 *
 * Source: Q-Align's label, as described in DeQA-Score, section 3.1. Cuts as in {@link levelOf}.
 *
 * @param score - in [1, 5].
 * @param count - K, the number of levels; 5 by default.
 * @returns shape [K], ascending: one 1, else 0.
 * @throws {RangeError} if `score` is outside [1, 5] or `count` is not an integer above 1.
 */
export function oneHotLabel(score: number, count = LEVEL_COUNT): number[] {
  requireLevelCount('oneHotLabel', count)
  const label = new Array<number>(count).fill(0)
  label[levelIndexOf('oneHotLabel', score, count)] = 1
  return label
}
