import type { StepReport } from '@deqa/model/training'
import type { TrainingBatch } from './batch-stream.ts'

/** How many losses one mean is over. */
const WINDOW = 20

/** The losses seen so far, as far as they decide whether a run diverges. Plain JSON, kept in checkpoints. */
export interface LossHistory {
  /** The latest ones, at most `WINDOW`. */
  readonly recent: readonly number[]
  /** Mean of the first `WINDOW`. */
  readonly first?: number
  /** The lowest mean of `WINDOW` in a row. */
  readonly lowest?: number
}

export function extendHistory({ recent, first, lowest }: LossHistory, loss: number): LossHistory {
  const losses = [...recent, loss].slice(-WINDOW)
  if (losses.length < WINDOW) return { recent: losses }
  const mean = meanOf(losses)
  return { recent: losses, first: first ?? mean, lowest: Math.min(lowest ?? mean, mean) }
}

/**
 * Why a run should stop after an update, if it should: a number that is none, or losses that have risen for good. A run
 * has diverged when the mean of its last 20 losses is ten times the lowest such mean and twice the first one.
 */
export function divergenceOf(report: StepReport, history: LossHistory): string | undefined {
  const { loss, gradientNorm } = report
  if (!Number.isFinite(loss)) return `the loss is ${loss}`
  if (gradientNorm !== undefined && !Number.isFinite(gradientNorm)) return 'the gradient is not finite'
  const { recent, first, lowest } = history
  if (first === undefined || lowest === undefined) return undefined
  const mean = meanOf(recent)
  if (mean <= 10 * lowest || mean <= 2 * first) return undefined
  return `the loss has run away: the mean of the last ${WINDOW} is ${mean.toPrecision(4)}, it was ${lowest.toPrecision(4)} before`
}

/** Names the first parameter with a value that is not finite. */
export function brokenParameter(parameters: ReadonlyMap<string, Float32Array>): string | undefined {
  for (const [name, values] of parameters) {
    if (!isFiniteAll(values)) return name
  }
  return undefined
}

/** Names the first input of a batch with a value that is not finite: it would spoil every parameter at once. */
export function brokenInput(batches: readonly TrainingBatch[]): string | undefined {
  for (const { batch } of batches) {
    for (const [name, values] of Object.entries(batch)) {
      if (values instanceof Float32Array && !isFiniteAll(values)) return name
    }
  }
  return undefined
}

function isFiniteAll(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) {
    if (values[i]! - values[i]! !== 0) return false
  }
  return true
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
