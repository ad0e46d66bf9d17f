import { LEVEL_NAMES, type LevelName } from '@deqa/soft-label'
import { z } from 'zod'
import { type LineForm, type LineWriter, openLineFile, readLineFile } from './line-file.ts'

/** One line of a prediction file, as the original's evaluation writes it. */
export interface Prediction {
  readonly id: string
  /** Path of the image. */
  readonly image: string
  /** Rating in the dataset's own units. */
  readonly gtScore: number
  /** Probabilities of the levels, bad first, summing to 1. */
  readonly levels: readonly number[]
}

const number = z.number()
const schema = z.object({
  id: z.string(),
  image: z.string(),
  gt_score: number,
  logits: z.object({ excellent: number, good: number, fair: number, poor: number, bad: number }),
})

const WORST_LAST = LEVEL_NAMES.toReversed()

/**
 * A prediction as a line of JSON in the original's form: `{"id", "image", "gt_score", "logits": {"excellent" … "bad"}}`.
 * The logits are ln p of the closed-set softmax: they differ from the network's own by one number that all five share,
 * which no use of them notices.
 */
export function formatPrediction({ id, image, gtScore, levels }: Prediction): string {
  // What rounds to 0 in float64 still needs a finite logarithm.
  const logit = (name: LevelName) => Math.log(Math.max(levels[LEVEL_NAMES.indexOf(name)]!, Number.MIN_VALUE))
  const logits = Object.fromEntries(WORST_LAST.map((name) => [name, logit(name)]))
  return `${JSON.stringify({ id, image, gt_score: gtScore, logits })}\n`
}

/** @throws {Error} if it is no prediction. */
export function parsePrediction(line: string): Prediction {
  const parsed = schema.safeParse(JSON.parse(line))
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error))
  const { id, image, gt_score: gtScore, logits } = parsed.data
  const values = LEVEL_NAMES.map((name) => logits[name])
  const largest = Math.max(...values)
  const exponentials = values.map((value) => Math.exp(value - largest))
  const sum = exponentials.reduce((total, value) => total + value, 0)
  return { id, image, gtScore, levels: exponentials.map((value) => value / sum) }
}

const FORM: LineForm<Prediction> = { what: 'a prediction', format: formatPrediction, parse: parsePrediction }

/**
 * Reads a prediction file, ours or the original's.
 *
 * @throws {TrainerError} (`PREDICTIONS_INVALID`) with the line that is no prediction.
 */
export function readPredictions(path: string): Promise<Prediction[]> {
  return readLineFile(path, FORM)
}

/**
 * Opens a prediction file to go on with it. A last line that a killed process left torn is cut off.
 *
 * @returns what it holds already, and the writer that appends.
 * @throws {TrainerError} (`PREDICTIONS_INVALID`) as `readPredictions`.
 */
export function openPredictions(
  path: string,
): Promise<{ earlier: Prediction[]; writer: LineWriter<Prediction> }> {
  return openLineFile(path, FORM)
}
