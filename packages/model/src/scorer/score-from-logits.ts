import { LEVEL_NAMES, type LevelName, levelMoments, levelOf } from '@deqa/soft-label'
import type { Score } from './types.ts'

/** What the logits alone say. */
export type LevelScore = Pick<Score, 'score' | 'std' | 'level' | 'levels'>

/**
 * Level logits to a score: a closed-set softmax over the five, then its mean and deviation on 1..5.
 * Source: upstream fact (`Scorer`), paper Eq. 9 and 10. Float64; the largest logit is subtracted first.
 *
 * Of an image that was seen in V views, one by one, it is the score of their mean distribution, which is that of a
 * rating of any of them: where they disagree, the deviation grows.
 *
 * @param logits - shape [V, 5], finite numbers, bad first. V is 1 where the network saw all views together.
 * @throws {RangeError} if one is not finite: the weights are broken, or an activation overflowed.
 */
export function scoreFromLogits(logits: ArrayLike<number>): LevelScore {
  const values = Array.from(logits)
  const views = values.length / LEVEL_NAMES.length
  if (views < 1 || !Number.isInteger(views) || !values.every(Number.isFinite)) {
    throw new RangeError(`scoreFromLogits: expected five finite numbers for each view, got [${values}]`)
  }
  const each = Array.from({ length: views }, (_, v) =>
    closedSetSoftmax(values.slice(v * LEVEL_NAMES.length, (v + 1) * LEVEL_NAMES.length)),
  )
  return scoreFromProbabilities(
    each[0]!.map((_, level) => each.reduce((sum, view) => sum + view[level]!, 0) / views),
  )
}

function closedSetSoftmax(values: readonly number[]): number[] {
  const largest = Math.max(...values)
  const exponentials = values.map((value) => Math.exp(value - largest))
  const sum = exponentials.reduce((total, value) => total + value, 0)
  return exponentials.map((value) => value / sum)
}

function scoreFromProbabilities(probabilities: readonly number[]): LevelScore {
  const { score, std } = levelMoments(probabilities)
  const levels = Object.fromEntries(LEVEL_NAMES.map((name, i) => [name, probabilities[i]!]))
  return { score, std, level: levelOf(score), levels: levels as Record<LevelName, number> }
}
