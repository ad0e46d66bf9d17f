import type { Tensor } from '@tensorflow/tfjs'
import type { Ops } from '../runtime/ops.ts'
import { type Tfjs, tfjsOps } from '../runtime/tfjs/tfjs-ops.ts'
import { requireInput, requireValue } from './engine-values.ts'
import type { Batch, StepReport } from './training-engine.ts'
import type { TrainingProgram } from './training-program.ts'

/** A report where it was computed: kept until it is read, which frees it. */
export interface ReportTensors {
  readonly loss: Tensor
  readonly reported: Readonly<Record<string, Tensor>>
}

/** A program on TensorFlow.js, with its frozen parameters in place: a function of the trainable ones and a batch. */
export class TfjsProgram {
  readonly ops: Ops<Tensor>
  readonly #tf: Tfjs
  readonly #program: TrainingProgram
  readonly #frozen: ReadonlyMap<string, Tensor>

  constructor(tf: Tfjs, program: TrainingProgram, values: ReadonlyMap<string, Float32Array>) {
    this.ops = tfjsOps(tf)
    this.#tf = tf
    this.#program = program
    const frozen = program.parameters.filter(({ trainable }) => !trainable)
    this.#frozen = new Map(
      frozen.map((parameter) => {
        return [parameter.name, this.ops.constant(requireValue(parameter, values), parameter.shape)]
      }),
    )
  }

  /** The loss and the reports. To be called inside `tf.tidy`. */
  forward(batch: Batch, trainable: ReadonlyMap<string, Tensor>): ReportTensors {
    const tf = this.#tf
    const inputs = this.#program.inputs.map((input) => {
      const values = requireInput(input, batch)
      const { indices, constant } = this.ops
      const tensor =
        input.type === 'index' ? indices([...values], input.shape) : constant(values, input.shape)
      return [input.name, tensor] as const
    })
    const parameters = new Map([...this.#frozen, ...trainable])
    const { loss, reported } = this.#program.run(this.ops, parameters, Object.fromEntries(inputs))
    // Clones, because a program may report a parameter itself.
    const copies = Object.entries(reported).map(([name, value]) => [name, tf.keep(value.clone())])
    return { loss: tf.keep(tf.reshape(loss, [])), reported: Object.fromEntries(copies) }
  }

  /**
   * Forward, and TensorFlow.js's gradients by the trainable parameters, in their order. To be called inside
   * `tf.tidy`.
   */
  differentiate(
    batch: Batch,
    trainable: ReadonlyMap<string, Tensor>,
  ): { report: ReportTensors; gradients: Tensor[] } {
    const parameters = [...trainable.values()]
    let report: ReportTensors | undefined
    const forward = () => {
      report = this.forward(batch, trainable)
      return report.loss
    }
    const { grads } = this.#tf.engine().gradients(forward, parameters, undefined, true)
    // The loss need not depend on every parameter.
    const gradients = parameters.map((parameter, i) => grads[i] ?? this.#tf.zerosLike(parameter))
    return { report: report!, gradients }
  }

  async read({ loss, reported }: ReportTensors): Promise<StepReport> {
    const [value] = await download(loss)
    const entries = await Promise.all(
      Object.entries(reported).map(async ([name, tensor]) => [name, await download(tensor)] as const),
    )
    this.#tf.dispose([loss, ...Object.values(reported)])
    return { loss: value!, reported: Object.fromEntries(entries) }
  }

  dispose(): void {
    this.#tf.dispose([...this.#frozen.values()])
  }
}

/** A copy of a tensor's values. */
export async function download(tensor: Tensor): Promise<Float32Array> {
  return Float32Array.from(await tensor.data())
}
