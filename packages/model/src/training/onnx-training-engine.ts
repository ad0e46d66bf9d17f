import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TensorSource } from '../checkpoint/types.ts'
import type { GraphBuilder, WeightPlacement } from '../runtime/onnx/graph-builder.ts'
import { type PlainTensors, toPlain } from '../runtime/onnx/plain-tensor.ts'
import {
  floatTensor,
  indexTensor,
  OnnxSession,
  type SessionDevice,
  type SessionOptions,
  type Tensor,
} from '../runtime/onnx/session.ts'
import { SessionThreads } from '../runtime/onnx/session-threads.ts'
import { stepScalars } from './adamw.ts'
import { openEngineFolder } from './engine-folder.ts'
import { meanReport, requireInput } from './engine-values.ts'
import { givenValues, writeFrozen } from './frozen-weights.ts'
import { GradientSum } from './gradient-sum.ts'
import {
  asOutputs,
  emptyGradients,
  emptyState,
  type Outputs,
  parametersOf,
  type StateBuffer,
  startState,
} from './state-buffer.ts'
import type { Batch, StepReport, TrainingEngine, TrainingState } from './training-engine.ts'
import {
  applyGraph,
  evaluateGraph,
  type GraphOptions,
  gradientsGraph,
  names,
  stepGraph,
  trainable,
} from './training-graphs.ts'
import type { TrainingProgram } from './training-program.ts'

export interface OnnxTrainingOptions extends GraphOptions {
  /** Threads inside an operator. @default one per physical core */
  readonly threads?: number
  /** What computes. Its graphs hold standard operators, but for frozen matrices in few bits. @default 'cpu' */
  readonly device?: SessionDevice
  /**
   * Threads that compute the gradients of an update's batches at the same time, each with a session of its own that
   * holds the network and has `threads` inside its operators. Their number does not change a bit of the result.
   * @default 1: one batch after the other, in this thread
   */
  readonly workers?: number
  /** Go on from here, instead of from the given values with no moments. */
  readonly state?: TrainingState
  /** Where to read frozen parameters, one at a time. @default the values that are given */
  readonly frozen?: Pick<TensorSource, 'read' | 'readRows'>
  /**
   * A folder for graphs and frozen values, which take gigabytes for a large network; removed when the engine is disposed.
   * What a killed engine left in it goes at the start, so a run that is gone on with should name the same one. Of one
   * engine at a time.
   * @default a new one among the temporary files, which stays if the process is killed
   */
  readonly folder?: string
}

/** Trains on ONNX Runtime: one graph holds forward pass, gradients and AdamW. */
export class OnnxTrainingEngine implements TrainingEngine {
  readonly #program: TrainingProgram
  readonly #options: OnnxTrainingOptions
  readonly #folder: string
  readonly #frozen: WeightPlacement
  readonly #sessions = new Map<string, Promise<OnnxSession>>()
  #threads: Promise<SessionThreads> | undefined
  /** Every update goes from one buffer to the other. */
  #now: StateBuffer
  #next: StateBuffer
  #steps: number

  private constructor(
    program: TrainingProgram,
    options: OnnxTrainingOptions,
    folder: string,
    frozen: WeightPlacement,
    start: StateBuffer,
  ) {
    this.#program = program
    this.#options = options
    this.#folder = folder
    this.#frozen = frozen
    this.#now = start
    this.#next = emptyState(program)
    this.#steps = options.state?.step ?? 0
  }

  /**
   * @param values - the parameters to start from, by name; frozen ones too.
   * @throws {RangeError} if a value is missing or has another size, or `workers` is no count, or is more than one on
   *   another device than the CPU, or `folder` holds something else than files of an engine.
   * @throws {CheckpointCorruptError} if a frozen value is not finite.
   */
  static async create(
    program: TrainingProgram,
    values: ReadonlyMap<string, Float32Array>,
    options: OnnxTrainingOptions = {},
  ): Promise<OnnxTrainingEngine> {
    checkWorkers(options)
    const folder = await openEngineFolder(options.folder)
    try {
      const source = options.frozen ?? givenValues(program, values)
      const placement = await writeFrozen(stepGraph(program, options), source, folder)
      const start = startState(program, values, options.state)
      return new OnnxTrainingEngine(program, options, folder, placement, start)
    } catch (error) {
      await rm(folder, { recursive: true })
      throw error
    }
  }

  async step(batch: Batch, learningRate: number): Promise<StepReport> {
    const session = await this.#session('step', () => stepGraph(this.#program, this.#options))
    const feeds = { ...this.#now, ...this.#batch(batch), ...this.#scalars(learningRate) }
    const results = await session.runTensors(feeds, asOutputs(this.#next))
    this.#advance()
    return readReport(results)
  }

  async stepAccumulated(batches: readonly Batch[], learningRate: number): Promise<StepReport> {
    if (batches.length === 0) throw new RangeError('stepAccumulated: expected at least one batch, got none')
    if (batches.length === 1) return this.step(batches[0]!, learningRate)
    const apply = await this.#session('apply', () => applyGraph(this.#program, this.#options))
    const sum = new GradientSum(this.#program)
    const reports: StepReport[] = []
    await this.#gradientsOf(batches, (i, outputs) => {
      sum.add(i, outputs)
      reports[i] = readReport(outputs)
    })
    const share = { [names.share]: floatTensor(Float32Array.of(1 / batches.length), [1]) }
    const feeds = { ...this.#now, ...sum.gradients, ...this.#scalars(learningRate), ...share }
    const results = await apply.runTensors(feeds, asOutputs(this.#next))
    this.#advance()
    return { ...meanReport(reports), ...gradientNorm(results) }
  }

  async evaluate(batch: Batch): Promise<StepReport> {
    const session = await this.#session('evaluate', () => evaluateGraph(this.#program, this.#options))
    const feeds = { ...parametersOf(this.#program, this.#now), ...this.#batch(batch) }
    return readReport(await session.runTensors(feeds))
  }

  async gradients(batch: Batch) {
    const session = await this.#session('gradients', () => gradientsGraph(this.#program, this.#options))
    const feeds = { ...parametersOf(this.#program, this.#now), ...this.#batch(batch) }
    const results = await session.runTensors(feeds)
    const byName = trainable(this.#program).map(({ name }) => {
      return [name, results[names.gradient(name)]!.data as Float32Array] as const
    })
    return { report: readReport(results), gradients: new Map(byName) }
  }

  async state(): Promise<TrainingState> {
    const copy = (key: (name: string) => string) =>
      new Map(
        trainable(this.#program).map(({ name }) => [
          name,
          Float32Array.from(this.#now[key(name)]!.data as Float32Array),
        ]),
      )
    return {
      step: this.#steps,
      parameters: copy(names.parameter),
      firstMoments: copy(names.first),
      secondMoments: copy(names.second),
    }
  }

  async dispose(): Promise<void> {
    const sessions = await Promise.all([
      ...this.#sessions.values(),
      ...(this.#threads ? [this.#threads] : []),
    ])
    this.#sessions.clear()
    this.#threads = undefined
    await Promise.all(sessions.map((session) => session.release()))
    await rm(this.#folder, { recursive: true, force: true })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  /** Forward and backward of each batch, by threads or in turn; the outputs are read before the next come. */
  async #gradientsOf(
    batches: readonly Batch[],
    onOutputs: (index: number, outputs: Outputs) => void,
  ): Promise<void> {
    const { workers = 1 } = this.#options
    const parameters = parametersOf(this.#program, this.#now)
    if (workers > 1) {
      const threads = await this.#gradientThreads(workers)
      return threads.run(toPlain(parameters), this.#plainBatches(batches), onOutputs)
    }
    const session = await this.#session('gradients', () => gradientsGraph(this.#program, this.#options))
    const into = emptyGradients(this.#program)
    for (const [i, batch] of batches.entries()) {
      onOutputs(i, await session.runTensors({ ...parameters, ...this.#batch(batch) }, into))
    }
  }

  *#plainBatches(batches: readonly Batch[]): Generator<PlainTensors> {
    for (const batch of batches) yield toPlain(this.#batch(batch))
  }

  /** Graphs are built and loaded at their first use: not every run accumulates or evaluates. */
  #session(name: string, build: () => GraphBuilder): Promise<OnnxSession> {
    const open = async () => OnnxSession.open(await this.#write(name, build()), this.#sessionOptions())
    const session = this.#sessions.get(name) ?? open()
    this.#sessions.set(name, session)
    // One that could not be opened is tried again, and is nothing to release.
    session.catch(() => this.#sessions.delete(name))
    return session
  }

  #gradientThreads(count: number): Promise<SessionThreads> {
    const open = async () => {
      const path = await this.#write('gradients-in-threads', gradientsGraph(this.#program, this.#options))
      return SessionThreads.open(path, count, this.#sessionOptions())
    }
    const threads = this.#threads ?? open()
    this.#threads = threads
    threads.catch(() => {
      this.#threads = undefined
    })
    return threads
  }

  async #write(name: string, graph: GraphBuilder): Promise<string> {
    const path = join(this.#folder, `${name}.onnx`)
    await writeFile(path, graph.encode(this.#frozen))
    return path
  }

  #sessionOptions(): SessionOptions {
    const { threads, device } = this.#options
    return { ...(threads === undefined ? {} : { threads }), ...(device === undefined ? {} : { device }) }
  }

  #batch(batch: Batch): Record<string, Tensor> {
    return Object.fromEntries(
      this.#program.inputs.map((input) => {
        const { name, shape, type } = input
        const values = requireInput(input, batch)
        // Tensors share the memory of floats; copying pixels would take longer than it seems.
        const floats = () => (values instanceof Float32Array ? values : new Float32Array(values))
        return [
          names.batch(name),
          type === 'index' ? indexTensor(values, shape) : floatTensor(floats(), shape),
        ]
      }),
    )
  }

  #scalars(learningRate: number): Record<string, Tensor> {
    const { rate, stepSize, epsilon } = stepScalars(this.#steps + 1, learningRate, this.#options)
    const scalar = (value: number) => floatTensor(Float32Array.of(value), [1])
    return {
      [names.rate]: scalar(rate),
      [names.stepSize]: scalar(stepSize),
      [names.epsilon]: scalar(epsilon),
    }
  }

  #advance(): void {
    ;[this.#now, this.#next] = [this.#next, this.#now]
    this.#steps++
  }
}

function checkWorkers({ workers = 1, device = 'cpu' }: OnnxTrainingOptions): void {
  if (!Number.isInteger(workers) || workers < 1) {
    throw new RangeError(`training: expected a positive whole number of workers, got ${workers}`)
  }
  if (workers > 1 && device !== 'cpu') {
    throw new RangeError(`training: expected the device cpu with ${workers} workers, got ${device}`)
  }
}

function readReport(results: Outputs): StepReport {
  const floats = (name: string) => results[name]!.data as Float32Array
  const reported = Object.keys(results).flatMap((name) => {
    const own = names.reportedName(name)
    return own === undefined ? [] : [[own, floats(name)] as const]
  })
  return { loss: floats(names.loss)[0]!, reported: Object.fromEntries(reported), ...gradientNorm(results) }
}

function gradientNorm(results: Outputs): { gradientNorm?: number } {
  const norm = results[names.norm]
  return norm ? { gradientNorm: (norm.data as Float32Array)[0]! } : {}
}
