import { LEVEL_NAMES, type LevelName, levelMoments, levelOf } from '@deqa/soft-label'
import type { Score } from './types.ts'

/** What the logits alone say. */
export type LevelScore = Pick<Score, 'score' | 'std' | 'level' | 'levels'>

/**
 * Level logits to a score: a closed-set softmax over the five, then its mean and deviation on 1..5.
 * Source: upstream fact (`Scorer`), paper Eq. 9 and 10. Float64; the largest logit is subtracted first.
 *
 * Of an image that was seen in V views it is the score of their mean distribution, which is that of a rating of any of
 * them: where they disagree, the deviation grows.
 *
 * @param logits - shape [V, 5], finite numbers, bad first.
 * @throws {RangeError} if one is not finite: the weights are broken, or an activation overflowed.
 */
export function scoreFromLogits(logits: ArrayLike<number>, views = 1): LevelScore {
  const values = Array.from(logits)
  const levels = values.length / views
  const each = Array.from({ length: views }, (_, v) =>
    closedSetSoftmax(values.slice(v * levels, (v + 1) * levels)),
  )
  return scoreFromProbabilities(
    each[0]!.map((_, level) => each.reduce((sum, view) => sum + view[level]!, 0) / views),
  )
}

function closedSetSoftmax(values: readonly number[]): number[] {
  if (values.length !== LEVEL_NAMES.length || !values.every(Number.isFinite)) {
    throw new RangeError(`scoreFromLogits: expected five finite numbers, got [${values}]`)
  }
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
