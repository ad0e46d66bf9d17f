import { join } from 'node:path'
import { BASELINE_NAMES, type BaselineName, ImageUnsuitable, loadBaseline } from '@deqa/baselines'
import type { DatasetRow } from '@deqa/datasets'
import { loadScorer } from '@deqa/model'
import { decodeImage } from '@deqa/model/image'
import { levelMoments } from '@deqa/soft-label'
import {
  type EvaluationSummary,
  evaluateMeasures,
  evaluateModel,
  judgedImage,
  readPredictions,
  summarizeEvaluation,
} from '@deqa/trainer'
import { ratedImage } from '../rated-image.ts'
import { fittedDigest } from './fitted-digest.ts'
import type { ScoredRow } from './strips.ts'
import type { TestSet } from './test-set.ts'

/** Photographs that the classical measures see: they take far longer than the network. */
const COMPARED_PHOTOGRAPHS = 10

/** What is known of a model on the test set. */
export interface TestFigures {
  readonly damaged: EvaluationSummary
  readonly chains: EvaluationSummary
  readonly scored: readonly ScoredRow[]
}

/** The model and the classical measures on the same images. */
export interface Comparison {
  readonly photographs: number
  readonly model: EvaluationSummary
  readonly baselines: ReadonlyMap<BaselineName, EvaluationSummary>
}

type Progress = (done: number, total: number) => void

/**
 * Scores the test set, with 95 % intervals that draw whole photographs. Predictions are kept in the folder, for this
 * revision of the model and this set alone: what is there is not scored again.
 */
export async function measureModel(
  model: string,
  { folder, digest, damaged, chains }: TestSet,
  predictions: string,
  onProgress: Progress = () => {},
): Promise<TestFigures> {
  await using scorer = await loadScorer(model)
  const evaluate = async (name: string, rows: readonly DatasetRow[]) => {
    const file = join(predictions, `${name}-${scorer.model.revision}-${digest}.jsonl`)
    const { summary, failed } = await evaluateModel(
      scorer,
      { name, images: rows.map((row) => ratedImage(row, folder)) },
      {
        predictions: file,
        bootstrap: {},
        by: 'distortion',
        onProgress: ({ done, total }) => onProgress(done, total),
      },
    )
    if (failed[0]) throw failed[0].error
    return { summary, file }
  }
  const onDamage = await evaluate('damaged', damaged)
  const onChains = await evaluate('chains', chains)
  const scores = new Map(
    (await readPredictions(onDamage.file)).map(({ image, levels }) => [image, levelMoments(levels).score]),
  )
  return {
    damaged: onDamage.summary,
    chains: onChains.summary,
    scored: damaged.map((row) => ({ row, score: scores.get(row.id)! })),
  }
}

/**
 * Damaged images of the first photographs by the classical measures, whose scales are their own, and what the model gave
 * to the same images. Values are kept in the folder, for this fit of a measure and this set alone.
 */
export async function compareWithBaselines(
  { folder, digest, damaged }: TestSet,
  scored: readonly ScoredRow[],
  predictions: string,
  onProgress: Progress = () => {},
): Promise<Comparison> {
  const photographs = [...new Set(damaged.map(({ reference }) => reference))]
    .sort()
    .slice(0, COMPARED_PHOTOGRAPHS)
  const chosen = damaged.filter(({ reference }) => photographs.includes(reference))
  const baselines = await Promise.all(BASELINE_NAMES.map(loadBaseline))
  const fits = new Map<string, string | undefined>(
    await Promise.all(BASELINE_NAMES.map(async (name) => [name, await fittedDigest(name)] as const)),
  )
  const found = await evaluateMeasures(
    BASELINE_NAMES,
    async (path, names) => {
      const image = await decodeImage(path)
      const wanted = baselines.filter(({ name }) => names.includes(name))
      const values = wanted.map(async ({ name, predict }) => {
        // An image without any detail has no NIQE; it is left out of that measure alone.
        const value = await predict(image).catch((error: unknown) => {
          if (error instanceof ImageUnsuitable) return error
          throw error
        })
        return [name, value] as const
      })
      return Object.fromEntries(await Promise.all(values))
    },
    { name: 'compared', images: chosen.map((row) => ratedImage(row, folder)) },
    {
      predictions: (name) => {
        const key = ['baseline', name, fits.get(name), digest].filter((part) => part !== undefined)
        return join(predictions, `${key.join('-')}.jsonl`)
      },
      bootstrap: {},
      onProgress: ({ done, failed, total }) => onProgress(done + failed, total),
    },
  )
  const images = scored
    .filter(({ row }) => photographs.includes(row.reference))
    .map(({ row, score }) => judgedImage(ratedImage(row, folder), { score }))
  return {
    photographs: photographs.length,
    model: summarizeEvaluation('compared', images, { bootstrap: {} }),
    baselines: new Map(BASELINE_NAMES.map((name, i) => [name, found[i]!.summary])),
  }
}
