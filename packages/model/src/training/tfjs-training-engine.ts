import type { Tensor, TensorContainer } from '@tensorflow/tfjs'
import type { Ops } from '../runtime/ops.ts'
import { loadTfjs, type TfjsRuntime } from '../runtime/tfjs/load-tfjs.ts'
import { TFJS_BACKENDS, type TfjsBackend } from '../runtime/tfjs/tfjs-backends.ts'
import type { TfjsChoice } from '../runtime/tfjs/tfjs-choice.ts'
import { tfjsOps } from '../runtime/tfjs/tfjs-ops.ts'
import {
  type AdamWOptions,
  adamWStep,
  clipFactor,
  globalNorm,
  type Moments,
  type StepScalars,
  stepScalars,
} from './adamw.ts'
import { meanReport, requireInput, requireValue } from './engine-values.ts'
import type { Batch, StepReport, TrainingEngine, TrainingState } from './training-engine.ts'
import { trainable } from './training-graphs.ts'
import type { ProgramParameter, TrainingProgram } from './training-program.ts'

export interface TfjsTrainingOptions extends AdamWOptions {
  /** Which backends of TensorFlow.js to try, in this order. @default node-gpu, node, wasm, cpu */
  readonly backends?: readonly TfjsBackend[]
  /** Go on from here, instead of from the given values with no moments. */
  readonly state?: TrainingState
}

/** A report that is still where it was computed. */
interface ReportTensors {
  readonly loss: Tensor
  readonly reported: Readonly<Record<string, Tensor>>
}

interface Differentiated {
  readonly report: ReportTensors
  /** In the order of the trainable parameters. */
  readonly gradients: Tensor[]
}

/**
 * Trains on TensorFlow.js, which differentiates by itself: the same steps as the ONNX engine's, from another
 * program's gradients. Slow unless its native binding is installed.
 */
export class TfjsTrainingEngine implements TrainingEngine {
  readonly #program: TrainingProgram
  readonly #options: TfjsTrainingOptions
  readonly #runtime: TfjsRuntime
  readonly #ops: Ops<Tensor>
  readonly #frozen: ReadonlyMap<string, Tensor>
  readonly #trainable: readonly ProgramParameter[]
  /** In the order of the trainable parameters. */
  #moments: readonly Moments<Tensor>[]
  #steps: number

  private constructor(
    program: TrainingProgram,
    values: ReadonlyMap<string, Float32Array>,
    options: TfjsTrainingOptions,
    runtime: TfjsRuntime,
  ) {
    this.#program = program
    this.#options = options
    this.#runtime = runtime
    this.#ops = tfjsOps(runtime.tf)
    this.#trainable = trainable(program)
    const tensor = (parameter: ProgramParameter, from: ReadonlyMap<string, Float32Array>) =>
      this.#ops.constant(requireValue(parameter, from), parameter.shape)
    const { state } = options
    const learned = this.#trainable.map((parameter) => ({
      parameter: tensor(parameter, state?.parameters ?? values),
      first: state ? tensor(parameter, state.firstMoments) : runtime.tf.zeros([...parameter.shape]),
      second: state ? tensor(parameter, state.secondMoments) : runtime.tf.zeros([...parameter.shape]),
    }))
    const frozen = program.parameters.filter((parameter) => !parameter.trainable)
    this.#frozen = new Map(frozen.map((parameter) => [parameter.name, tensor(parameter, values)]))
    this.#moments = learned
    this.#steps = state?.step ?? 0
  }

  /**
   * @param values - the parameters to start from, by name; frozen ones too.
   * @throws {RangeError} if a value is missing or has another size.
   * @throws {TfjsUnavailableError} if no backend works; with the reason of each, and how to add one.
   */
  static async create(
    program: TrainingProgram,
    values: ReadonlyMap<string, Float32Array>,
    options: TfjsTrainingOptions = {},
  ): Promise<TfjsTrainingEngine> {
    const runtime = await loadTfjs(options.backends ? { backends: options.backends } : {})
    return new TfjsTrainingEngine(program, values, options, runtime)
  }

  /** Where this engine computes, and why there. */
  get runtime(): TfjsChoice {
    const { backend, version, usesGpu, refused } = this.#runtime
    return { backend, version, usesGpu, refused }
  }

  async step(batch: Batch, learningRate: number): Promise<StepReport> {
    const { report, norm } = this.#compute(() => {
      const { report, gradients } = this.#differentiate(batch)
      return { report, norm: this.#update(gradients, learningRate) }
    })
    return { ...(await this.#read(report)), ...(await this.#readNorm(norm)) }
  }

  async stepAccumulated(batches: readonly Batch[], learningRate: number): Promise<StepReport> {
    if (batches.length === 0) throw new RangeError('stepAccumulated: expected at least one batch, got none')
    const { tf } = this.#runtime
    const reports: StepReport[] = []
    let sums: Tensor[] = []
    try {
      for (const batch of batches) {
        const { report, gradients } = this.#compute(() => this.#addGradients(sums, batch))
        tf.dispose(sums)
        sums = gradients
        reports.push(await this.#read(report))
      }
      const norm = this.#compute(() => {
        const share = this.#ops.constant([1 / batches.length], [1])
        const mean = sums.map((sum) => this.#ops.multiply(sum, share))
        return this.#update(mean, learningRate)
      })
      return { ...meanReport(reports), ...(await this.#readNorm(norm)) }
    } finally {
      tf.dispose(sums)
    }
  }

  async evaluate(batch: Batch): Promise<StepReport> {
    return this.#read(this.#compute(() => this.#forward(batch)))
  }

  async gradients(batch: Batch) {
    const { report, gradients } = this.#compute(() => this.#differentiate(batch))
    const values = await Promise.all(gradients.map(download))
    this.#runtime.tf.dispose(gradients)
    const byName = values.map((value, i) => [this.#trainable[i]!.name, value] as const)
    return { report: await this.#read(report), gradients: new Map(byName) }
  }

  async state(): Promise<TrainingState> {
    const copy = async (kind: keyof Moments<Tensor>) => {
      const values = await Promise.all(this.#moments.map((moments) => download(moments[kind])))
      return new Map(values.map((value, i) => [this.#trainable[i]!.name, value]))
    }
    return {
      step: this.#steps,
      parameters: await copy('parameter'),
      firstMoments: await copy('first'),
      secondMoments: await copy('second'),
    }
  }

  async dispose(): Promise<void> {
    for (const { parameter, first, second } of this.#moments)
      this.#runtime.tf.dispose([parameter, first, second])
    for (const tensor of this.#frozen.values()) tensor.dispose()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  /** Computes at once, on this engine's backend, and frees every tensor but the result and what is kept. */
  #compute<R>(work: () => R): R {
    const { tf, backend } = this.#runtime
    const { registeredAs } = TFJS_BACKENDS[backend]
    // Somebody else may have switched. Going back takes effect at once: the backend has been initialised.
    if (tf.getBackend() !== registeredAs) void tf.setBackend(registeredAs)
    return tf.tidy(work as () => TensorContainer) as R
  }

  /** The result is kept: whoever reads it frees it. */
  #forward(batch: Batch): ReportTensors & { readonly loss: Tensor } {
    const { tf } = this.#runtime
    const parameters = new Map(this.#frozen)
    for (const [i, { parameter }] of this.#moments.entries())
      parameters.set(this.#trainable[i]!.name, parameter)
    const inputs = this.#program.inputs.map((input) => {
      const values = requireInput(input, batch)
      const { indices, constant } = this.#ops
      const tensor =
        input.type === 'index' ? indices([...values], input.shape) : constant(values, input.shape)
      return [input.name, tensor] as const
    })
    const { loss, reported } = this.#program.run(this.#ops, parameters, Object.fromEntries(inputs))
    // Clones, because a program may report a parameter itself.
    const copies = Object.entries(reported).map(([name, value]) => [name, tf.keep(value.clone())])
    return { loss: tf.keep(tf.reshape(loss, [])), reported: Object.fromEntries(copies) }
  }

  #differentiate(batch: Batch): Differentiated {
    const { tf } = this.#runtime
    const parameters = this.#moments.map(({ parameter }) => parameter)
    let report: ReportTensors | undefined
    const forward = () => {
      report = this.#forward(batch)
      return report.loss
    }
    const { grads } = tf.engine().gradients(forward, parameters, undefined, true)
    // The loss need not depend on every parameter.
    const gradients = parameters.map((parameter, i) => grads[i] ?? tf.zerosLike(parameter))
    return { report: report!, gradients }
  }

  #addGradients(sums: readonly Tensor[], batch: Batch): Differentiated {
    const { report, gradients } = this.#differentiate(batch)
    if (sums.length === 0) return { report, gradients }
    return { report, gradients: gradients.map((gradient, i) => this.#ops.add(sums[i]!, gradient)) }
  }

  /** Replaces parameters and moments by those after one step; the norm of the gradients where it was needed. */
  #update(gradients: readonly Tensor[], learningRate: number): Tensor | undefined {
    const { tf } = this.#runtime
    const options = this.#options
    const numbers = Object.entries(stepScalars(this.#steps + 1, learningRate, options))
    const scalars = Object.fromEntries(
      numbers.map(([name, value]) => [name, this.#ops.constant([value], [1])]),
    ) as unknown as StepScalars<Tensor>
    const { norm, clipped } = this.#clip(gradients)
    const before = this.#moments
    this.#moments = before.map((moments, i) => {
      const { learningRateScale, decay } = this.#trainable[i]!
      const after = adamWStep(this.#ops, moments, clipped[i]!, scalars, options, {
        ...(learningRateScale === undefined ? {} : { rateScale: learningRateScale }),
        ...(decay === undefined ? {} : { decay }),
      })
      for (const tensor of Object.values(after)) tf.keep(tensor)
      return after
    })
    for (const { parameter, first, second } of before) tf.dispose([parameter, first, second])
    this.#steps++
    return norm
  }

  #clip(gradients: readonly Tensor[]): { clipped: readonly Tensor[]; norm?: Tensor } {
    const { maxGradientNorm } = this.#options
    if (maxGradientNorm === undefined) return { clipped: gradients }
    const norm = globalNorm(
      this.#ops,
      gradients.map((value) => ({ value, rank: value.rank })),
    )
    const factor = clipFactor(this.#ops, norm, maxGradientNorm)
    return { norm, clipped: gradients.map((gradient) => this.#ops.multiply(gradient, factor)) }
  }

  async #read({ loss, reported }: ReportTensors): Promise<StepReport> {
    const [value] = await download(loss)
    const entries = await Promise.all(
      Object.entries(reported).map(async ([name, tensor]) => [name, await download(tensor)] as const),
    )
    this.#runtime.tf.dispose([loss, ...Object.values(reported)])
    return { loss: value!, reported: Object.fromEntries(entries) }
  }

  async #readNorm(norm: Tensor | undefined): Promise<{ gradientNorm?: number }> {
    if (!norm) return {}
    const [value] = await download(norm)
    norm.dispose()
    return { gradientNorm: value! }
  }
}

/** A copy of a tensor's values. */
async function download(tensor: Tensor): Promise<Float32Array> {
  return Float32Array.from(await tensor.data())
}
