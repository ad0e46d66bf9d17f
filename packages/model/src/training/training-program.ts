import type { Ops } from '../runtime/ops.ts'

/** A tensor that training may change. */
export interface ProgramParameter {
  readonly name: string
  readonly shape: readonly number[]
  /** False: enters as a constant, and nothing is computed for it on the way back. */
  readonly trainable: boolean
  /** Factor of the learning rate. @default 1 */
  readonly learningRateScale?: number
  /** Whether weight decay applies. @default true */
  readonly decay?: boolean
}

/** A part of a batch. Shapes are fixed: a training graph is static. */
export interface ProgramInput {
  readonly name: string
  readonly shape: readonly number[]
  /** Numbers, or whole numbers that index something. */
  readonly type: 'float' | 'index'
}

/** What a program computes from one batch. */
export interface ProgramOutput<T> {
  /** One number, to be made small. */
  readonly loss: T
  /** Other results to report, by name. */
  readonly reported: Readonly<Record<string, T>>
}

/** A loss written for any interpreter: what an engine trains. */
export interface TrainingProgram {
  readonly parameters: readonly ProgramParameter[]
  readonly inputs: readonly ProgramInput[]
  run<T>(
    ops: Ops<T>,
    parameters: ReadonlyMap<string, T>,
    inputs: Readonly<Record<string, T>>,
  ): ProgramOutput<T>
}
