import { prepareNetwork } from './prepare-network.ts'
import { readTrainedRun, type TrainedRun } from './read-trained-run.ts'

export interface OpenRunOptions {
  /**
   * How much of the way from the weights that the run began with, in [0, 1]; see `blendWithStart`. What it began with has
   * to be where it was.
   * @default 1, what it has learned
   */
  readonly blend?: number
}

/**
 * Opens a run, finished or not.
 *
 * @param which - the newest checkpoint, or the one with the best evaluation.
 * @throws {TrainerError} `RUN_NOT_FOUND` if it is none or has no such checkpoint; `TRAINING_CHECKPOINT_DAMAGED` if none
 *   is whole; `EXPORT_IMPOSSIBLE` for a blend if it began with nothing that had been trained; `RUN_MISMATCH` if it needs
 *   weights that it began with, and others are there now.
 * @throws {RangeError} if the blend is no number in [0, 1].
 */
export async function openRun(
  folder: string,
  which: 'latest' | 'best' = 'latest',
  { blend = 1 }: OpenRunOptions = {},
): Promise<TrainedRun> {
  if (!(blend >= 0 && blend <= 1)) throw new RangeError(`openRun: expected blend in [0, 1], got ${blend}`)
  return readTrainedRun(folder, which, prepareNetwork, blend)
}
