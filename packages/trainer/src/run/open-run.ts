import { CheckpointStore } from '../checkpoint/checkpoint-store.ts'
import type { TrainingConfig } from '../config/schema.ts'
import { TrainerError } from '../errors.ts'
import type { TrainedNetwork } from '../export/export-checkpoint.ts'
import { prepareNetwork } from './prepare-network.ts'
import { readRunConfig, runPaths } from './run-folder.ts'

/** What a run has learned so far. */
export interface OpenedRun {
  readonly config: TrainingConfig
  readonly trained: TrainedNetwork
  /** Updates made. */
  readonly step: number
  /** Whether the network began as a checkpoint of the original, so that its prompts are the original's. */
  readonly originalText: boolean
}

/**
 * Opens a run, finished or not.
 *
 * @param which - the newest checkpoint, or the one with the best evaluation.
 * @throws {TrainerError} `RUN_NOT_FOUND` if it is none or has no such checkpoint; `TRAINING_CHECKPOINT_DAMAGED` if none
 *   is whole.
 */
export async function openRun(folder: string, which: 'latest' | 'best' = 'latest'): Promise<OpenedRun> {
  const config = await readRunConfig(folder)
  const store = new CheckpointStore(runPaths(folder).checkpoints, config.checkpoints)
  const checkpoint = await (which === 'best' ? store.best() : store.newest())
  if (!checkpoint) {
    throw new TrainerError('RUN_NOT_FOUND', `${folder}: the run has no ${which} checkpoint`, {
      advice: which === 'best' ? 'Take the latest one: no evaluation has been made.' : 'Train it first.',
    })
  }
  const { facts, values } = await prepareNetwork(config)
  return {
    config,
    trained: { ...facts, values: new Map([...values, ...checkpoint.state.parameters]) },
    step: checkpoint.state.step,
    originalText: facts.base !== undefined,
  }
}
