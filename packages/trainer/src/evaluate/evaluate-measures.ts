import { claimPredictions, type Provenance } from './claim-predictions.ts'
import type {
  EvaluateProgress,
  FailedImage,
  ModelEvaluation,
  RatedImage,
  RatedImages,
} from './evaluate-model.ts'
import { openLineFile } from './line-file.ts'
import { judgedImage, type SummarizeOptions, summarizeEvaluation } from './summarize-evaluation.ts'
import { valueForm } from './value-file.ts'

/**
 * Measures an image by several measures at once, so that it is decoded once: for each name a quality on the measure's
 * own scale, better when higher, or why there is none.
 */
export type MeasureImage = (
  path: string,
  names: readonly string[],
) => Promise<Readonly<Record<string, number | Error>>>

export interface EvaluateMeasuresOptions extends Omit<SummarizeOptions, 'ownScale'> {
  /**
   * A file for each measure's values, one JSON line for each image. What it holds already is not measured again; new
   * lines are appended as they come. Its lines are known by the paths of images alone: give a `provenance`, or each
   * fit of a measure and each dataset a file of its own.
   */
  readonly predictions?: (name: string) => string
  /**
   * What a measure's values depend on besides the images. Noted beside their file, as `<file>.made-by.json`; a file that
   * was made with something else is refused.
   */
  readonly provenance?: (name: string) => Provenance
  /** Images measured at a time. @default 1 */
  readonly jobs?: number
  /** Stops before the next image with the signal's reason; the values found so far are in their files. */
  readonly signal?: AbortSignal
  /** Images with all their values count as done, images without some as failed. */
  readonly onProgress?: (progress: EvaluateProgress) => void
}

/**
 * Compares measures that give a number, such as NIQE or the size of a JPEG, with ratings, as `evaluateModel` does a
 * model. An image without a value is left out of that measure's summary and reported.
 *
 * @returns an evaluation for each name, in their order; correlations are of the raw values, as they are better when higher.
 * @throws {TrainerError} (`PREDICTIONS_INVALID`) if a file of values holds something else, or another `provenance` made it.
 * @throws the signal's reason when it aborts, and whatever `measure` rejects with.
 */
export async function evaluateMeasures(
  names: readonly string[],
  measure: MeasureImage,
  { name: dataset, images }: RatedImages,
  { predictions, provenance, jobs = 1, signal, onProgress, ...options }: EvaluateMeasuresOptions = {},
): Promise<ModelEvaluation[]> {
  if (predictions && provenance)
    for (const name of names) await claimPredictions(predictions(name), provenance(name))
  const measures = await Promise.all(
    names.map(async (name) => {
      const opened = predictions && (await openLineFile(predictions(name), valueForm))
      const values = new Map(opened?.earlier.map(({ image, value }) => [image, value]))
      return { name, writer: opened?.writer, values, failed: [] as FailedImage[] }
    }),
  )
  const missingFor = ({ image }: RatedImage) => measures.filter(({ values }) => !values.has(image))
  // An image that is rated twice is measured once.
  const distinct = [...new Map(images.map((image) => [image.image, image])).values()]
  const incomplete = distinct.filter((image) => missingFor(image).length > 0)
  const queue = incomplete.values()
  const progress = { done: distinct.length - incomplete.length, failed: 0 }
  let stopped = false

  async function work(): Promise<void> {
    for (const image of queue) {
      if (stopped) return
      signal?.throwIfAborted()
      const missing = missingFor(image)
      const found = await measure(
        image.path,
        missing.map(({ name }) => name),
      )
      let complete = true
      for (const { name, writer, values, failed } of missing) {
        const value = found[name] ?? new Error(`${image.path}: ${name} gave no value`)
        if (value instanceof Error) {
          failed.push({ path: image.path, error: value })
          complete = false
        } else {
          values.set(image.image, value)
          await writer?.write({ id: image.id, image: image.image, gtScore: image.mos, value })
        }
      }
      progress[complete ? 'done' : 'failed']++
      onProgress?.({ ...progress, total: distinct.length })
    }
  }
  // All of them end before the failure of one is told: nothing is written to a file that is closed.
  const working = Array.from({ length: jobs }, () =>
    work().catch((error: unknown) => {
      stopped = true
      throw error
    }),
  )
  const ended = await Promise.allSettled(working)
  await Promise.all(measures.map(({ writer }) => writer?.[Symbol.asyncDispose]()))
  for (const result of ended) if (result.status === 'rejected') throw result.reason

  return measures.map(({ values, failed }) => {
    const judged = images.flatMap((image) => {
      const value = values.get(image.image)
      return value === undefined ? [] : [judgedImage(image, { score: value })]
    })
    return { summary: summarizeEvaluation(dataset, judged, { ...options, ownScale: true }), failed }
  })
}
