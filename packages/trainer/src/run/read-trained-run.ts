import { CheckpointStore } from '../checkpoint/checkpoint-store.ts'
import type { TrainingConfig } from '../config/schema.ts'
import { TrainerError } from '../errors.ts'
import type { TrainedNetwork } from '../export/export-checkpoint.ts'
import { blendWithStart } from './blend-with-start.ts'
import type { PreparedNetwork } from './prepared-network.ts'
import { readRunFile, runPaths } from './run-folder.ts'
import { frozenDigest, requireSameStart, runStart } from './run-start.ts'

/** What a run has learned so far. */
export interface TrainedRun {
  readonly config: TrainingConfig
  readonly trained: TrainedNetwork
  /** Updates made. */
  readonly step: number
  readonly promptsOf: PreparedNetwork['promptsOf']
  /** The text that it was trained on. */
  readonly text: PreparedNetwork['text']
}

/**
 * Reads what a run has learned.
 *
 * @param prepare - makes the network that the run began with.
 * @param blend - how much of the way from there.
 * @throws {TrainerError} as `openRun`.
 */
export async function readTrainedRun(
  folder: string,
  which: 'latest' | 'best',
  prepare: (config: TrainingConfig) => Promise<PreparedNetwork>,
  blend = 1,
): Promise<TrainedRun> {
  const run = await readRunFile(folder)
  const { config } = run
  if (blend < 1 && config.network.from === undefined) {
    throw new TrainerError(
      'EXPORT_IMPOSSIBLE',
      `${folder}: the run began with random weights, not a trained network`,
      {
        advice: 'Take what it has learned: blend 1.',
      },
    )
  }
  const store = new CheckpointStore(runPaths(folder).checkpoints, config.checkpoints)
  const checkpoint = await (which === 'best' ? store.best() : store.newest())
  if (!checkpoint) {
    throw new TrainerError('RUN_NOT_FOUND', `${folder}: the run has no ${which} checkpoint`, {
      advice: which === 'best' ? 'Take the latest one: no evaluation has been made.' : 'Train it first.',
    })
  }
  const { facts, values, promptsOf, text } = await prepare(config)
  const { parameters } = checkpoint.state
  if (run.start) {
    const { trained } = facts
    const now = blend === 1 ? { frozen: frozenDigest(values, trained) } : runStart(values, trained)
    requireSameStart(folder, run, now)
  }
  const learned = blend === 1 ? parameters : blendWithStart(values, parameters, blend)
  return {
    config,
    trained: { ...facts, values: new Map([...values, ...learned]) },
    step: checkpoint.state.step,
    promptsOf,
    text,
  }
}
