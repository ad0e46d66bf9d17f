import type { StepReport, TrainingEngine, TrainingState } from '@deqa/model/training'
import type { CheckpointStore, FoundCheckpoint } from '../checkpoint/checkpoint-store.ts'
import type { EvaluationMetric } from '../config/schema.ts'
import { evaluateWithEngine } from '../evaluate/evaluate-with-engine.ts'
import type { EvaluationSet } from '../evaluate/evaluation-set.ts'
import type { EvaluationSummary } from '../evaluate/summarize-evaluation.ts'
import { type LearningRateSchedule, learningRateAt } from '../schedule/learning-rate.ts'
import type { BatchStream, JsonValue, TrainingBatch } from './batch-stream.ts'
import { isBetter, meanMeasure } from './best-evaluation.ts'
import { brokenInput, brokenParameter, divergenceOf, extendHistory, type LossHistory } from './divergence.ts'
import { TrainingDivergedError } from './errors.ts'
import { Pace } from './pace.ts'
import type { RunEvent } from './run-events.ts'

/** What a run does besides the losses it adds up. */
export interface LoopSettings {
  readonly schedule: LearningRateSchedule
  /** Batches whose mean gradient makes one update. */
  readonly accumulation: number
  /** Images that one update sees, for the pace. */
  readonly imagesPerStep: number
  readonly stepsPerEpoch?: number
  /** Updates between two evaluations; the last update is always followed by one. */
  readonly evaluateEvery: number
  /** Updates between two checkpoints; the last update is always followed by one. */
  readonly checkpointEvery: number
  /** The measure whose mean over the evaluation sets tells the best checkpoint; null: none is kept. */
  readonly best: EvaluationMetric | null
  /** Updates between two step events. */
  readonly logEvery: number
}

/** Everything a run works with. */
export interface LoopParts {
  readonly settings: LoopSettings
  readonly store: CheckpointStore
  /** The checkpoint to go on from. */
  readonly from?: FoundCheckpoint
  openEngine(state?: TrainingState): Promise<TrainingEngine>
  openStream(position?: JsonValue): Promise<BatchStream>
  readonly evaluationSets: readonly EvaluationSet[]
}

export interface LoopOptions {
  /** Stops between two updates with the signal's reason, after writing a checkpoint. */
  readonly signal?: AbortSignal
  readonly onEvent?: (event: RunEvent) => void
  /** Told after each update how many there have been; events need not tell of each. */
  readonly onUpdate?: (step: number) => void
}

/** What a run leaves besides its checkpoints. */
export interface LoopResult {
  readonly state: TrainingState
  /** Of the last evaluation. */
  readonly evaluations: readonly EvaluationSummary[]
}

/** What a checkpoint holds besides parameters and moments. */
interface Progress {
  readonly stream: JsonValue
  readonly losses: LossHistory
  /** Mean of the `best` measure at the best evaluation so far. */
  readonly best: number | null
  /** The update after which that was. */
  readonly bestStep: number | null
  /** The update after which was evaluated last. */
  readonly evaluatedAt: number
  readonly evaluations: readonly EvaluationSummary[]
}

const START: Omit<Progress, 'stream'> = {
  losses: { recent: [] },
  best: null,
  bestStep: null,
  evaluatedAt: 0,
  evaluations: [],
}

/**
 * Trains to the last update of the schedule, from the start or from a checkpoint. Where it stops makes no difference:
 * a run in pieces makes the same updates from the same batches and ends with the same bits as a run in one piece.
 *
 * @throws {TrainingDivergedError} if the loss or a parameter stops being a usable number; the checkpoint before stays.
 * @throws {TrainerError} (`RUN_UNWRITABLE`) if a checkpoint cannot be written.
 * @throws the signal's reason when it aborts.
 */
export async function trainingLoop(parts: LoopParts, options: LoopOptions = {}): Promise<LoopResult> {
  const { settings, from } = parts
  const progress = from ? (from.progress as unknown as Progress) : undefined
  await using stream = await parts.openStream(progress?.stream)
  await using engine = await parts.openEngine(from?.state)
  return await new Loop(parts, options, engine, stream, from?.state.step ?? 0, progress).run(settings)
}

class Loop {
  readonly #parts: LoopParts
  readonly #options: LoopOptions
  readonly #engine: TrainingEngine
  readonly #stream: BatchStream
  readonly #pace: Pace
  #step: number
  #progress: Omit<Progress, 'stream'>
  /** Where the stream stood after the last whole update: an update may fail with some of its batches read. */
  #position: JsonValue
  /** Whether something is not in the newest checkpoint. */
  #unsaved: boolean
  /** Whether the engine's state must not be kept: an update has begun, and its result is not yet found good. */
  #doubtful = false
  #latest: readonly TrainingBatch[] = []
  #seconds = performance.now() / 1000

  constructor(
    parts: LoopParts,
    options: LoopOptions,
    engine: TrainingEngine,
    stream: BatchStream,
    step: number,
    progress: Progress | undefined,
  ) {
    this.#parts = parts
    this.#options = options
    this.#engine = engine
    this.#stream = stream
    this.#step = step
    this.#position = stream.position()
    this.#unsaved = parts.from === undefined
    this.#pace = new Pace(parts.settings.imagesPerStep)
    this.#progress = { ...START, ...progress }
  }

  async run(settings: LoopSettings): Promise<LoopResult> {
    const { schedule, imagesPerStep, stepsPerEpoch } = settings
    const { totalSteps } = schedule
    this.#emit({
      type: 'start',
      step: this.#step,
      totalSteps,
      imagesPerStep,
      ...(stepsPerEpoch === undefined ? {} : { stepsPerEpoch }),
    })
    if (this.#parts.from) await this.#parts.store.settle(this.#step, this.#progress.bestStep)
    // Something must be there to fall back on, however early the losses run away.
    await this.#save()
    try {
      for (;;) {
        await this.#evaluateIfDue()
        if (this.#isBest || this.#isDue(settings.checkpointEvery)) await this.#save()
        if (this.#step >= totalSteps) break
        this.#options.signal?.throwIfAborted()
        await this.#update()
      }
    } catch (error) {
      // An interruption, an unreadable image, a rating that is no number: nothing that was learned is lost.
      if (!this.#doubtful) await this.#save().catch((problem: Error) => this.#notice(problem.message))
      throw error
    }
    const seconds = performance.now() / 1000 - this.#seconds
    this.#emit({ type: 'end', step: this.#step, seconds })
    return { state: await this.#engine.state(), evaluations: this.#progress.evaluations }
  }

  async #update(): Promise<void> {
    const { accumulation, schedule, logEvery } = this.#parts.settings
    const batches: TrainingBatch[] = []
    while (batches.length < accumulation) batches.push(await this.#stream.next())
    this.#latest = batches
    const input = brokenInput(batches)
    if (input !== undefined) throw this.#diverged(`the ${input} are not all finite numbers`)
    const learningRate = learningRateAt(this.#step, schedule)
    this.#doubtful = true
    const report = await this.#engine.stepAccumulated(
      batches.map(({ batch }) => batch),
      learningRate,
    )
    const losses = extendHistory(this.#progress.losses, report.loss)
    const problem = divergenceOf(report, losses)
    if (problem !== undefined) throw this.#diverged(problem)
    this.#doubtful = false
    this.#unsaved = true
    this.#position = this.#stream.position()
    this.#progress = { ...this.#progress, losses }
    this.#step++
    this.#options.onUpdate?.(this.#step)
    const pace = this.#pace.step(schedule.totalSteps - this.#step)
    if (this.#step % logEvery !== 0 && this.#step !== schedule.totalSteps) return
    this.#emit({
      type: 'step',
      step: this.#step,
      totalSteps: schedule.totalSteps,
      loss: report.loss,
      terms: termsOf(report),
      learningRate,
      ...(report.gradientNorm === undefined ? {} : { gradientNorm: report.gradientNorm }),
      ...pace,
    })
  }

  async #evaluateIfDue(): Promise<void> {
    const { settings, evaluationSets } = this.#parts
    if (evaluationSets.length === 0 || !this.#isDue(settings.evaluateEvery)) return
    if (this.#progress.evaluatedAt === this.#step) return
    const evaluations: EvaluationSummary[] = []
    for (const set of evaluationSets) {
      const summary = await evaluateWithEngine(this.#engine, set, this.#options.signal)
      this.#emit({ type: 'evaluation', step: this.#step, summary })
      evaluations.push(summary)
    }
    this.#pace.restart()
    const value = settings.best === null ? undefined : meanMeasure(evaluations, settings.best)
    const isBest =
      value !== undefined &&
      isBetter(value, this.#progress.best ?? undefined, settings.best as EvaluationMetric)
    this.#progress = {
      ...this.#progress,
      ...(isBest && { best: value, bestStep: this.#step }),
      evaluations,
      evaluatedAt: this.#step,
    }
    this.#unsaved = true
  }

  /** Whether no state was evaluated better than this one. */
  get #isBest(): boolean {
    return this.#progress.bestStep === this.#step
  }

  #isDue(every: number): boolean {
    const { totalSteps } = this.#parts.settings.schedule
    return this.#step > 0 && (this.#step % every === 0 || this.#step === totalSteps)
  }

  async #save(): Promise<void> {
    if (!this.#unsaved) return
    const state = await this.#engine.state()
    const broken = brokenParameter(state.parameters)
    if (broken !== undefined) {
      this.#doubtful = true
      throw this.#diverged(`the parameter ${broken} is not finite after this update`, this.#step - 1)
    }
    const progress: Progress = { ...this.#progress, stream: this.#position }
    const checkpoint = { state, progress: progress as unknown as JsonValue }
    const isBest = this.#isBest
    const folder = await this.#parts.store.save(checkpoint, isBest)
    this.#unsaved = false
    this.#pace.restart()
    this.#emit({ type: 'checkpoint', step: this.#step, folder, best: isBest })
  }

  #diverged(problem: string, step = this.#step): TrainingDivergedError {
    return new TrainingDivergedError(
      step,
      problem,
      this.#latest.flatMap(({ files }) => files),
      this.#parts.store.folder,
    )
  }

  #notice(message: string): void {
    this.#emit({ type: 'notice', step: this.#step, message })
  }

  #emit(event: RunEvent): void {
    this.#options.onEvent?.(event)
  }
}

/** The reported numbers that belong to the batch as a whole. */
function termsOf({ reported }: StepReport): Record<string, number> {
  const terms = Object.entries(reported).filter(([name]) => name !== 'scores' && name !== 'deviations')
  return Object.fromEntries(
    terms.flatMap(([name, values]) => (values.length === 1 ? [[name, values[0]!]] : [])),
  )
}
