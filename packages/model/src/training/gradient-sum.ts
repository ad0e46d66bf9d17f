import { emptyGradients, type Outputs, type StateBuffer } from './state-buffer.ts'
import type { TrainingProgram } from './training-program.ts'

/**
 * The sum of the gradients of several batches, in float32.
 *
 * It is 0 + g₀ + g₁ + … in the order of the batches, whatever the order in which they are added: the one that comes
 * early waits. So neither threads nor chance change a bit of it.
 */
export class GradientSum {
  /** By the names of the graphs; whole once every batch up to the last is added. */
  readonly gradients: StateBuffer
  readonly #early = new Map<number, Outputs>()
  #next = 0

  constructor(program: TrainingProgram) {
    this.gradients = emptyGradients(program)
  }

  /** @param batch - its place in the order, from 0. */
  add(batch: number, outputs: Outputs): void {
    this.#early.set(batch, outputs)
    for (;;) {
      const next = this.#early.get(this.#next)
      if (next === undefined) return
      this.#early.delete(this.#next++)
      this.#addNext(next)
    }
  }

  #addNext(outputs: Outputs): void {
    for (const [name, { data }] of Object.entries(this.gradients)) {
      const sum = data as Float32Array
      const gradient = outputs[name]!.data as Float32Array
      for (let i = 0; i < sum.length; i++) sum[i]! += gradient[i]!
    }
  }
}
