import { LEVEL_NAMES, type LevelName, levelMoments, levelOf } from '@deqa/soft-label'
import type { Score } from './types.ts'

/** What the logits alone say. */
export type LevelScore = Pick<Score, 'score' | 'std' | 'level' | 'levels'>

/**
 * Level logits to a score: a closed-set softmax over the five, then its mean and deviation on 1..5.
 * Source: upstream fact (`Scorer`), paper Eq. 9 and 10. Float64; the largest logit is subtracted first.
 *
 * @param logits - five finite numbers, bad first.
 * @throws {RangeError} if one is not finite: the weights are broken, or an activation overflowed.
 */
export function scoreFromLogits(logits: ArrayLike<number>): LevelScore {
  const values = Array.from(logits)
  if (values.length !== LEVEL_NAMES.length || !values.every(Number.isFinite)) {
    throw new RangeError(`scoreFromLogits: expected five finite numbers, got [${values}]`)
  }
  const largest = Math.max(...values)
  const exponentials = values.map((value) => Math.exp(value - largest))
  const sum = exponentials.reduce((total, value) => total + value, 0)
  const probabilities = exponentials.map((value) => value / sum)
  const { score, std } = levelMoments(probabilities)
  const levels = Object.fromEntries(LEVEL_NAMES.map((name, i) => [name, probabilities[i]!]))
  return { score, std, level: levelOf(score), levels: levels as Record<LevelName, number> }
}
