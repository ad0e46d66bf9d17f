import type { Tensor, TensorContainer } from '@tensorflow/tfjs'
import { countElements } from '../runtime/shapes.ts'
import { loadTfjs, type TfjsRuntime } from '../runtime/tfjs/load-tfjs.ts'
import { TFJS_BACKENDS, type TfjsBackend } from '../runtime/tfjs/tfjs-backends.ts'
import type { TfjsChoice } from '../runtime/tfjs/tfjs-choice.ts'
import {
  type AdamWOptions,
  adamWStep,
  clipFactor,
  globalNorm,
  type Moments,
  type StepScalars,
  stepScalars,
} from './adamw.ts'
import { meanReport, requireValue } from './engine-values.ts'
import { download, TfjsProgram } from './tfjs-program.ts'
import type { Batch, StepReport, TrainingEngine, TrainingState } from './training-engine.ts'
import { trainable } from './training-graphs.ts'
import type { ProgramParameter, TrainingProgram } from './training-program.ts'

export interface TfjsTrainingOptions extends AdamWOptions {
  /** Which backends of TensorFlow.js to try, in this order. @default node-gpu, node, wasm, cpu */
  readonly backends?: readonly TfjsBackend[]
  /** Go on from here, instead of from the given values with no moments. */
  readonly state?: TrainingState
}

/**
 * Trains on TensorFlow.js, which differentiates by itself: the same steps as the ONNX engine's, from another
 * program's gradients. Slow unless its native binding is installed.
 */
export class TfjsTrainingEngine implements TrainingEngine {
  readonly #options: TfjsTrainingOptions
  readonly #runtime: TfjsRuntime
  readonly #program: TfjsProgram
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
    this.#options = options
    this.#runtime = runtime
    this.#trainable = trainable(program)
    const { tf } = runtime
    const { state } = options
    const start = this.#trainable.map((parameter) => {
      const read = (from: ReadonlyMap<string, Float32Array>) => requireValue(parameter, from)
      const zeros = new Float32Array(countElements(parameter.shape))
      return {
        shape: [...parameter.shape],
        parameter: read(state?.parameters ?? values),
        first: state ? read(state.firstMoments) : zeros,
        second: state ? read(state.secondMoments) : zeros,
      }
    })
    this.#program = new TfjsProgram(tf, program, values)
    this.#moments = start.map(({ shape, parameter, first, second }) => ({
      parameter: tf.tensor(parameter.slice(), shape),
      first: tf.tensor(first.slice(), shape),
      second: tf.tensor(second.slice(), shape),
    }))
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
      const { report, gradients } = this.#program.differentiate(batch, this.#parameters())
      return { report, norm: this.#update(gradients, learningRate) }
    })
    return { ...(await this.#program.read(report)), ...(await readNorm(norm)) }
  }

  async stepAccumulated(batches: readonly Batch[], learningRate: number): Promise<StepReport> {
    if (batches.length === 0) throw new RangeError('stepAccumulated: expected at least one batch, got none')
    const { tf } = this.#runtime
    const { ops } = this.#program
    const reports: StepReport[] = []
    let sums: Tensor[] = []
    try {
      for (const batch of batches) {
        const { report, gradients } = this.#compute(() => {
          const { report, gradients } = this.#program.differentiate(batch, this.#parameters())
          return { report, gradients: gradients.map((g, i) => (sums[i] ? ops.add(sums[i], g) : g)) }
        })
        tf.dispose(sums)
        sums = gradients
        reports.push(await this.#program.read(report))
      }
      const norm = this.#compute(() => {
        const share = ops.constant([1 / batches.length], [1])
        const mean = sums.map((sum) => ops.multiply(sum, share))
        return this.#update(mean, learningRate)
      })
      return { ...meanReport(reports), ...(await readNorm(norm)) }
    } finally {
      tf.dispose(sums)
    }
  }

  async evaluate(batch: Batch): Promise<StepReport> {
    return this.#program.read(this.#compute(() => this.#program.forward(batch, this.#parameters())))
  }

  async gradients(batch: Batch) {
    const { report, gradients } = this.#compute(() => this.#program.differentiate(batch, this.#parameters()))
    const values = await Promise.all(gradients.map(download))
    this.#runtime.tf.dispose(gradients)
    return { report: await this.#program.read(report), gradients: this.#byName(values) }
  }

  async state(): Promise<TrainingState> {
    const copy = async (kind: keyof Moments<Tensor>) =>
      this.#byName(await Promise.all(this.#moments.map((moments) => download(moments[kind]))))
    return {
      step: this.#steps,
      parameters: await copy('parameter'),
      firstMoments: await copy('first'),
      secondMoments: await copy('second'),
    }
  }

  async dispose(): Promise<void> {
    this.#program.dispose()
    this.#free(this.#moments)
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

  /** Replaces parameters and moments by those after one step; the norm of the gradients where it was needed. */
  #update(gradients: readonly Tensor[], learningRate: number): Tensor | undefined {
    const { ops } = this.#program
    const options = this.#options
    const numbers = Object.entries(stepScalars(this.#steps + 1, learningRate, options))
    const scalars = Object.fromEntries(
      numbers.map(([name, value]) => [name, ops.constant([value], [1])]),
    ) as unknown as StepScalars<Tensor>
    const { norm, clipped } = this.#clip(gradients)
    const before = this.#moments
    this.#moments = before.map((moments, i) => {
      const { learningRateScale, decay } = this.#trainable[i]!
      const after = adamWStep(ops, moments, clipped[i]!, scalars, options, {
        ...(learningRateScale === undefined ? {} : { rateScale: learningRateScale }),
        ...(decay === undefined ? {} : { decay }),
      })
      for (const tensor of Object.values(after)) this.#runtime.tf.keep(tensor)
      return after
    })
    this.#free(before)
    this.#steps++
    return norm
  }

  #clip(gradients: readonly Tensor[]): { clipped: readonly Tensor[]; norm?: Tensor } {
    const { ops } = this.#program
    const { maxGradientNorm } = this.#options
    if (maxGradientNorm === undefined) return { clipped: gradients }
    const ranked = gradients.map((value) => ({ value, rank: value.rank }))
    const norm = globalNorm(ops, ranked)
    const factor = clipFactor(ops, norm, maxGradientNorm)
    return { norm, clipped: gradients.map((gradient) => ops.multiply(gradient, factor)) }
  }

  #parameters(): ReadonlyMap<string, Tensor> {
    return this.#byName(this.#moments.map(({ parameter }) => parameter))
  }

  #byName<V>(values: readonly V[]): Map<string, V> {
    return new Map(values.map((value, i) => [this.#trainable[i]!.name, value]))
  }

  #free(moments: readonly Moments<Tensor>[]): void {
    for (const { parameter, first, second } of moments) this.#runtime.tf.dispose([parameter, first, second])
  }
}

async function readNorm(norm: Tensor | undefined): Promise<{ gradientNorm?: number }> {
  if (!norm) return {}
  const [value] = await download(norm)
  norm.dispose()
  return { gradientNorm: value! }
}
