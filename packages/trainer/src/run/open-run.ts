import { prepareNetwork } from './prepare-network.ts'
import { readTrainedRun, type TrainedRun } from './read-trained-run.ts'

/**
 * Opens a run, finished or not.
 *
 * @param which - the newest checkpoint, or the one with the best evaluation.
 * @throws {TrainerError} `RUN_NOT_FOUND` if it is none or has no such checkpoint; `TRAINING_CHECKPOINT_DAMAGED` if none
 *   is whole.
 */
export function openRun(folder: string, which: 'latest' | 'best' = 'latest'): Promise<TrainedRun> {
  return readTrainedRun(folder, which, prepareNetwork)
}
