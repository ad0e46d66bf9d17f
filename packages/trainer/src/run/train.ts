import { copyFile } from 'node:fs/promises'
import { LEVEL_NAMES } from '@deqa/soft-label'
import { CheckpointStore } from '../checkpoint/checkpoint-store.ts'
import { writeDurably } from '../checkpoint/durable-files.ts'
import { stepCountOf } from '../config/program-options.ts'
import type { TrainingConfig } from '../config/schema.ts'
import { type BatchLayout, imagesPerBatch } from '../data/assemble-batch.ts'
import { type BadImage, Batches } from '../data/open-batches.ts'
import { openEvaluationSets } from '../data/open-evaluation-sets.ts'
import type { TrainingSet } from '../data/training-examples.ts'
import type { EvaluationSummary } from '../evaluate/summarize-evaluation.ts'
import { writeRunModel } from '../export/write-run-model.ts'
import { EventLog } from '../report/event-log.ts'
import { scalarsOf } from '../report/scalars-of.ts'
import { TensorBoardWriter } from '../report/tensorboard-writer.ts'
import { writeReport } from '../report/write-report.ts'
import { describeEnvironment } from './environment.ts'
import { openEngine } from './open-engine.ts'
import { prepareRun } from './prepare-run.ts'
import type { PreparedNetwork } from './prepared-network.ts'
import type { RunEvent } from './run-events.ts'
import { claimRunFolder, runPaths } from './run-folder.ts'
import { requireSameStart, runStart } from './run-start.ts'
import { type LoopSettings, trainingLoop } from './training-loop.ts'

export interface TrainOptions {
  /** Folder of the run: made, or gone on with. When the run has ended, it is a model too. */
  readonly out: string
  /** Go on with the run that is there; one that has not begun is begun. @default false */
  readonly resume?: boolean
  /** Stops between two updates with the signal's reason; a checkpoint is written first. */
  readonly signal?: AbortSignal
  readonly onEvent?: (event: RunEvent) => void
}

export interface TrainResult {
  /** Updates made in all. */
  readonly step: number
  /** Of the last update, under the text that is trained. */
  readonly evaluations: readonly EvaluationSummary[]
  /** The page with the curves, if one was asked for. */
  readonly report?: string
  /** Whether the folder is a model that `loadScorer` loads; not with other than five levels. */
  readonly isModel: boolean
}

/**
 * Trains a network as a configuration says, to its end, and leaves in the folder: checkpoints, the events as JSON
 * lines and for TensorBoard, the configuration and the environment, a page with the curves, and the model.
 *
 * A run that was stopped by whatever means goes on with `resume` and ends with the same bits as if it had not been.
 *
 * @throws {TrainerError} if the configuration, its data or the folder cannot be used, or the losses run away.
 * @throws {DatasetError | DeqaError} if a dataset, a checkpoint or an engine cannot be used.
 * @throws the signal's reason when it aborts.
 */
export async function train(config: TrainingConfig, options: TrainOptions): Promise<TrainResult> {
  const { out, resume = false, signal } = options
  const paths = runPaths(out)
  const { sets, ratings, network, layout } = await prepareRun(config, signal)
  const { facts, values } = network
  const start = config.network.from === undefined ? undefined : runStart(values, facts.trained)
  const run = await claimRunFolder(out, { config, ...(start && { start }) }, resume)
  await writeDurably(paths.environment, `${JSON.stringify(describeEnvironment(), null, 2)}\n`)
  if (facts.tokenizer !== undefined && facts.tokenizer !== paths.tokenizer) {
    await copyFile(facts.tokenizer, paths.tokenizer)
  }

  const store = new CheckpointStore(paths.checkpoints, config.checkpoints)
  const notices: string[] = []
  const from = await store.newest(({ message }) =>
    notices.push(`${message}; the checkpoint before it is used`),
  )
  if (start) requireSameStart(out, run, from ? { frozen: start.frozen } : start)
  let step = from?.state.step ?? 0
  await using listeners = await openListeners(config, options, step)
  const { tell } = listeners
  const onBadImage = ({ path, problem }: BadImage) =>
    tell({ type: 'notice', step, message: `${path}: ${problem}` })
  for (const message of notices) tell({ type: 'notice', step, message })

  await using evaluation = await openEvaluationSets({ ratings, config, layout, onBadImage })
  const result = await trainingLoop(
    {
      settings: loopSettings(config, layout, sets),
      store,
      ...(from ? { from } : {}),
      openEngine: (state) => openEngine(config, network.program, values, { folder: paths.engine, state }),
      openStream: (position) =>
        Batches.open({ sets, layout, seed: config.seed, data: config.data, onBadImage }, position),
      evaluationSets: evaluation.sets,
    },
    {
      ...(signal ? { signal } : {}),
      onEvent: tell,
      onUpdate: (made) => {
        step = made
      },
    },
  )
  const isModel = config.levels.words.length === LEVEL_NAMES.length
  if (isModel) await writeModelOf(network, result.state.parameters, config, out)
  await listeners.flush()
  if (config.output.html) await writeReport([out], paths.report)
  return {
    step: result.state.step,
    evaluations: result.evaluations,
    ...(config.output.html ? { report: paths.report } : {}),
    isModel,
  }
}

function writeModelOf(
  { facts, values }: PreparedNetwork,
  parameters: ReadonlyMap<string, Float32Array>,
  config: TrainingConfig,
  out: string,
): Promise<void> {
  return writeRunModel({ ...facts, values: new Map([...values, ...parameters]) }, out, config.name)
}

function loopSettings(
  config: TrainingConfig,
  layout: BatchLayout,
  sets: readonly TrainingSet[],
): LoopSettings {
  const { schedule, batch, evaluation, checkpoints, output } = config
  const draws = sets.reduce((sum, { examples, weight }) => sum + examples.length * weight, 0)
  const batchesPerEpoch = draws / batch.size
  const stepsPerEpoch = batchesPerEpoch / batch.accumulation
  const everyOf = (every: { everySteps: number | null; everyEpochs: number }) =>
    every.everySteps ?? Math.max(1, Math.round(every.everyEpochs * stepsPerEpoch))
  return {
    schedule: {
      decay: schedule.decay,
      peak: schedule.learningRate,
      totalSteps: stepCountOf(config, batchesPerEpoch),
      warmupRatio: schedule.warmupRatio,
    },
    accumulation: batch.accumulation,
    imagesPerStep: imagesPerBatch(layout) * batch.accumulation,
    stepsPerEpoch,
    evaluateEvery: everyOf(evaluation),
    checkpointEvery: everyOf(checkpoints),
    best: checkpoints.best,
    logEvery: output.logEverySteps,
  }
}

/** Everyone who is told of events. */
interface Listeners extends AsyncDisposable {
  readonly tell: (event: RunEvent) => void
  /** Waits until everything told is written. */
  flush(): Promise<void>
}

async function openListeners(
  config: TrainingConfig,
  { out, onEvent }: TrainOptions,
  step: number,
): Promise<Listeners> {
  const paths = runPaths(out)
  const log = await EventLog.open(paths.events, step)
  const board = config.output.tensorBoard ? await TensorBoardWriter.open(paths.tensorBoard, step) : undefined
  return {
    tell(event) {
      log.add(event)
      const scalars = scalarsOf(event)
      if (Object.keys(scalars).length > 0) board?.add(event.step, scalars)
      onEvent?.(event)
    },
    async flush() {
      await Promise.all([log.flush(), board?.flush()])
    },
    async [Symbol.asyncDispose]() {
      // What could not be written shows at `flush`; here it would only hide why the run ended.
      await Promise.allSettled([log.close(), board?.close()])
    },
  }
}
