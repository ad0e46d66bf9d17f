import type { TfjsBackend } from './tfjs-backends.ts'

/** Why a backend of TensorFlow.js is not used. */
export interface TfjsRefusal {
  readonly backend: TfjsBackend
  readonly reason: string
}

/** Which backend computes, and why it is this one. */
export interface TfjsChoice {
  readonly backend: TfjsBackend
  /** The version of TensorFlow.js. */
  readonly version: string
  /** Whether the backend computes on a GPU: `node-gpu` without a usable one computes on the CPU. */
  readonly usesGpu: boolean
  /** The backends tried before it, each with the reason. */
  readonly refused: readonly TfjsRefusal[]
}
