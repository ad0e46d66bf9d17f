import { plcc } from '@deqa/metrics'
import { isScoreFailure, loadScorer } from '@deqa/model'

/** How far scores moved. */
export interface ScoreChanges {
  readonly largest: number
  readonly rms: number
  /** 1 − PLCC of the two lists. */
  readonly decorrelation: number
}

/** @throws {Error} if an image cannot be scored. */
export async function scoresOf(model: string, images: readonly string[]): Promise<number[]> {
  await using scorer = await loadScorer(model)
  return (await scorer.score(images)).map((result) => {
    if (isScoreFailure(result)) throw result.error
    return result.score
  })
}

export function scoreChanges(before: readonly number[], after: readonly number[]): ScoreChanges {
  const changes = before.map((score, i) => Math.abs(score - after[i]!))
  return {
    largest: Math.max(...changes),
    rms: Math.sqrt(changes.reduce((sum, change) => sum + change ** 2, 0) / changes.length),
    decorrelation: 1 - plcc(before, after),
  }
}
