import { isScoreFailure, type Scorer } from '@deqa/model'
import { LEVEL_NAMES, levelMoments } from '@deqa/soft-label'
import { claimPredictions, type Provenance } from './claim-predictions.ts'
import type { EvaluationItem } from './evaluation-set.ts'
import { openPredictions, type Prediction } from './prediction-file.ts'
import {
  type EvaluationSummary,
  type JudgedImage,
  judgedImage,
  type SummarizeOptions,
  summarizeEvaluation,
} from './summarize-evaluation.ts'

/** A rated image on disk. */
export interface RatedImage extends EvaluationItem {
  /** Where it lies; `image` is what predictions call it. */
  readonly path: string
}

/** Rated images of one dataset. */
export interface RatedImages {
  readonly name: string
  readonly images: readonly RatedImage[]
}

export interface EvaluateModelOptions extends SummarizeOptions {
  /**
   * A file of predictions, one JSON line each in the original's form. What it holds already is not scored again; new
   * lines are appended as they come. Its lines are known by the paths of images alone: give a `provenance`, or each
   * model, prompt and dataset a file of its own.
   */
  readonly predictions?: string
  /**
   * What the predictions depend on besides the images. Noted beside their file, as `<file>.made-by.json`; a file that
   * was made with something else is refused.
   */
  readonly provenance?: Provenance
  /** Images per run of the network; scores move by rounding alone. @default 8 */
  readonly batchSize?: number
  /** Stops at the next batch border with the signal's reason; the predictions made so far are in their file. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: EvaluateProgress) => void
}

export interface EvaluateProgress {
  /** Images with a prediction, earlier ones among them. */
  readonly done: number
  readonly total: number
  readonly failed: number
}

/** An image that could not be scored. */
export interface FailedImage {
  readonly path: string
  readonly error: Error
}

export interface ModelEvaluation {
  readonly summary: EvaluationSummary
  /** Images left out of the summary. */
  readonly failed: readonly FailedImage[]
}

/**
 * Scores rated images by a model and compares. An image that cannot be scored is left out and reported.
 *
 * @throws {TrainerError} (`PREDICTIONS_INVALID`) if the file of predictions holds something else, or another `provenance`
 *   made it.
 * @throws the signal's reason when it aborts.
 */
export async function evaluateModel(
  scorer: Scorer,
  { name, images }: RatedImages,
  options: EvaluateModelOptions = {},
): Promise<ModelEvaluation> {
  const { predictions, provenance, batchSize, signal, onProgress } = options
  if (predictions !== undefined && provenance) await claimPredictions(predictions, provenance)
  const opened = predictions === undefined ? undefined : await openPredictions(predictions)
  await using writer = opened?.writer
  const levelsOf = new Map(opened?.earlier.map(({ image, levels }) => [image, levels]))
  const missing = images.filter(({ image }) => !levelsOf.has(image))
  const failed: FailedImage[] = []
  let done = images.length - missing.length
  const scored = scorer.stream(
    missing.map(({ path }) => path),
    { ...(batchSize === undefined ? {} : { batchSize }), ...(signal ? { signal } : {}) },
  )
  let index = 0
  for await (const result of scored) {
    const rated = missing[index++]!
    if (isScoreFailure(result)) {
      failed.push({ path: rated.path, error: result.error })
    } else {
      const levels = LEVEL_NAMES.map((level) => result.levels[level])
      levelsOf.set(rated.image, levels)
      await writer?.write(predictionOf(rated, levels))
      done++
    }
    onProgress?.({ done, total: images.length, failed: failed.length })
  }
  const judged = images.flatMap((rated): JudgedImage[] => {
    const levels = levelsOf.get(rated.image)
    return levels ? [judgedImage(rated, levelMoments(levels))] : []
  })
  return { summary: summarizeEvaluation(name, judged, options), failed }
}

function predictionOf({ id, image, mos }: RatedImage, levels: readonly number[]): Prediction {
  return { id, image, gtScore: mos, levels }
}
