import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isScoreFailure, loadScorer, type Score } from '@deqa/model'

/** Scores of the pictures of a folder, by their names. */
export async function scoreFolder(model: string, folder: string): Promise<ReadonlyMap<string, Score>> {
  await using scorer = await loadScorer(model)
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jpg')).sort()
  const results = await scorer.score(names.map((name) => join(folder, name)))
  return new Map(
    results.map((result, i) => {
      if (isScoreFailure(result)) throw result.error
      return [names[i]!, result]
    }),
  )
}
