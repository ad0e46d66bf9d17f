import type { DatasetRow } from '@deqa/datasets'
import { loadScorer } from '@deqa/model'
import { type EvaluationSummary, evaluateModel } from '@deqa/trainer'
import { ratedImage } from './rated-image.ts'

/** Pictures whose ratings are compared with what a model says; ratings on [1, 5]. */
export interface HeldOut {
  readonly name: string
  /** Folder of the pictures. */
  readonly folder: string
  readonly rows: readonly DatasetRow[]
}

/**
 * How a trained model does on sets it has not seen, with 95 % intervals. Intervals draw whole contents: the 31 versions
 * of one content are not 31 independent pictures.
 */
export async function evaluateHeldOut(model: string, sets: readonly HeldOut[]): Promise<EvaluationSummary[]> {
  await using scorer = await loadScorer(model)
  const summaries: EvaluationSummary[] = []
  for (const { name, folder, rows } of sets) {
    const images = rows.map((row) => ratedImage(row, folder))
    const { summary, failed } = await evaluateModel(scorer, { name, images }, { bootstrap: {} })
    if (failed[0]) throw failed[0].error
    summaries.push(summary)
  }
  return summaries
}
