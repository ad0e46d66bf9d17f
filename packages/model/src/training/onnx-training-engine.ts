import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TensorSource } from '../checkpoint/types.ts'
import type { GraphBuilder, WeightPlacement } from '../runtime/onnx/graph-builder.ts'
import {
  floatTensor,
  indexTensor,
  OnnxSession,
  type SessionDevice,
  type Tensor,
} from '../runtime/onnx/session.ts'
import { wishesByTensor } from '../runtime/onnx/stored-weight.ts'
import { placeWeights, WeightsFile } from '../runtime/onnx/weights-file.ts'
import { countElements } from '../runtime/shapes.ts'
import { stepScalars } from './adamw.ts'
import { meanReport, requireInput, requireValue } from './engine-values.ts'
import type { Batch, StepReport, TrainingEngine, TrainingState } from './training-engine.ts'
import {
  accumulateGraph,
  applyGraph,
  evaluateGraph,
  type GraphOptions,
  names,
  stepGraph,
  trainable,
} from './training-graphs.ts'
import type { TrainingProgram } from './training-program.ts'

export interface OnnxTrainingOptions extends GraphOptions {
  /** Threads inside an operator. @default the runtime's choice */
  readonly threads?: number
  /** What computes. Its graphs hold standard operators, but for frozen matrices in few bits. @default 'cpu' */
  readonly device?: SessionDevice
  /** Go on from here, instead of from the given values with no moments. */
  readonly state?: TrainingState
  /** Where to read frozen parameters, one at a time. @default the values that are given */
  readonly frozen?: Pick<TensorSource, 'read' | 'readRows'>
}

const WEIGHTS_FILE = 'frozen.bin'

/** A program's state as tensors. Every update goes from one buffer of it to the other. */
type StateBuffer = Readonly<Record<string, Tensor>>

/** Trains on ONNX Runtime: one graph holds forward pass, gradients and AdamW. */
export class OnnxTrainingEngine implements TrainingEngine {
  readonly #program: TrainingProgram
  readonly #options: OnnxTrainingOptions
  readonly #folder: string
  readonly #frozen: WeightPlacement
  readonly #sessions = new Map<string, Promise<OnnxSession>>()
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
   * @throws {RangeError} if a value is missing or has another size.
   */
  static async create(
    program: TrainingProgram,
    values: ReadonlyMap<string, Float32Array>,
    options: OnnxTrainingOptions = {},
  ): Promise<OnnxTrainingEngine> {
    const folder = await mkdtemp(join(tmpdir(), 'deqa-training-'))
    try {
      const source = options.frozen ?? sourceOf(program, values)
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
    const accumulate = await this.#session('accumulate', () => accumulateGraph(this.#program, this.#options))
    const apply = await this.#session('apply', () => applyGraph(this.#program, this.#options))
    let gradients = emptyGradients(this.#program)
    let spare = emptyGradients(this.#program)
    const reports: StepReport[] = []
    for (const batch of batches) {
      const feeds = { ...parametersOf(this.#program, this.#now), ...gradients, ...this.#batch(batch) }
      const results = await accumulate.runTensors(feeds, asOutputs(spare))
      reports.push(readReport(results))
      ;[gradients, spare] = [spare, gradients]
    }
    const share = { [names.share]: floatTensor(Float32Array.of(1 / batches.length), [1]) }
    const feeds = { ...this.#now, ...gradients, ...this.#scalars(learningRate), ...share }
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
    const session = await this.#session('accumulate', () => accumulateGraph(this.#program, this.#options))
    const gradients = emptyGradients(this.#program)
    const feeds = { ...parametersOf(this.#program, this.#now), ...gradients, ...this.#batch(batch) }
    const results = await session.runTensors(feeds)
    const byName = trainable(this.#program).map(({ name }) => {
      return [name, results[names.updated(names.accumulator(name))]!.data as Float32Array] as const
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
    const sessions = await Promise.all(this.#sessions.values())
    this.#sessions.clear()
    await Promise.all(sessions.map((session) => session.release()))
    await rm(this.#folder, { recursive: true, force: true })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  /** Graphs are built and loaded at their first use: not every run accumulates or evaluates. */
  #session(name: string, build: () => GraphBuilder): Promise<OnnxSession> {
    const open = async () => {
      const graph = build()
      const path = join(this.#folder, `${name}.onnx`)
      await writeFile(path, graph.encode(this.#frozen))
      const { threads, device } = this.#options
      return OnnxSession.open(path, {
        ...(threads === undefined ? {} : { threads }),
        ...(device === undefined ? {} : { device }),
      })
    }
    const session = this.#sessions.get(name) ?? open()
    this.#sessions.set(name, session)
    // One that could not be opened is tried again, and is nothing to release.
    session.catch(() => this.#sessions.delete(name))
    return session
  }

  #batch(batch: Batch): Record<string, Tensor> {
    return Object.fromEntries(
      this.#program.inputs.map((input) => {
        const { name, shape, type } = input
        const values = requireInput(input, batch)
        const tensor =
          type === 'index' ? indexTensor(values, shape) : floatTensor(Float32Array.from(values), shape)
        return [names.batch(name), tensor]
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

/** Writes what the graphs read of frozen parameters; the graph of a step reads all that any other does. */
async function writeFrozen(
  graph: GraphBuilder,
  source: Pick<TensorSource, 'read' | 'readRows'>,
  folder: string,
): Promise<WeightPlacement> {
  const placement = placeWeights(graph.weights, WEIGHTS_FILE)
  await using file = await WeightsFile.create(join(folder, WEIGHTS_FILE), placement)
  for (const { wishes } of wishesByTensor(graph.weights)) await file.writeFromCheckpoint(wishes, source)
  return placement
}

/** The given values, as they are read. */
function sourceOf(
  program: TrainingProgram,
  values: ReadonlyMap<string, Float32Array>,
): Pick<TensorSource, 'read' | 'readRows'> {
  const parameters = new Map(program.parameters.map((parameter) => [parameter.name, parameter]))
  const read = async (name: string) => requireValue(parameters.get(name)!, values)
  return {
    read,
    async readRows(name, rows) {
      const width = parameters.get(name)!.shape.at(-1)!
      const all = await read(name)
      return Float32Array.from(rows.flatMap((row) => [...all.subarray(row * width, (row + 1) * width)]))
    },
  }
}

/** A buffer with one tensor per trainable parameter and kind of state. */
function makeBuffer(
  program: TrainingProgram,
  kinds: readonly { key: (name: string) => string; from?: ReadonlyMap<string, Float32Array> }[],
): StateBuffer {
  const entries = trainable(program).flatMap((parameter) =>
    kinds.map(({ key, from }) => {
      const data = from
        ? Float32Array.from(requireValue(parameter, from))
        : new Float32Array(countElements(parameter.shape))
      return [key(parameter.name), floatTensor(data, parameter.shape)] as const
    }),
  )
  return Object.fromEntries(entries)
}

function startState(
  program: TrainingProgram,
  values: ReadonlyMap<string, Float32Array>,
  state: TrainingState | undefined,
): StateBuffer {
  return makeBuffer(program, [
    { key: names.parameter, from: state?.parameters ?? values },
    { key: names.first, ...(state ? { from: state.firstMoments } : {}) },
    { key: names.second, ...(state ? { from: state.secondMoments } : {}) },
  ])
}

function emptyState(program: TrainingProgram): StateBuffer {
  return makeBuffer(program, [{ key: names.parameter }, { key: names.first }, { key: names.second }])
}

function emptyGradients(program: TrainingProgram): StateBuffer {
  return makeBuffer(program, [{ key: names.accumulator }])
}

function parametersOf(program: TrainingProgram, buffer: StateBuffer): StateBuffer {
  return Object.fromEntries(
    trainable(program).map(({ name }) => [names.parameter(name), buffer[names.parameter(name)]!]),
  )
}

/** The same tensors under the names of the outputs that replace them. */
function asOutputs(buffer: StateBuffer): StateBuffer {
  return Object.fromEntries(Object.entries(buffer).map(([name, tensor]) => [names.updated(name), tensor]))
}

function readReport(results: StateBuffer): StepReport {
  const floats = (name: string) => results[name]!.data as Float32Array
  const reported = Object.keys(results).flatMap((name) => {
    const own = names.reportedName(name)
    return own === undefined ? [] : [[own, floats(name)] as const]
  })
  return { loss: floats(names.loss)[0]!, reported: Object.fromEntries(reported), ...gradientNorm(results) }
}

function gradientNorm(results: StateBuffer): { gradientNorm?: number } {
  const norm = results[names.norm]
  return norm ? { gradientNorm: (norm.data as Float32Array)[0]! } : {}
}
