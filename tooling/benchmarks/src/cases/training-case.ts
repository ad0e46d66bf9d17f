import type { Batch, NetworkConfig, TrainingProgram } from '@deqa/model/training'

/** A training to be timed: the program for our engine, and what PyTorch needs to do the same. */
export interface TrainingCase {
  readonly name: 'vit-tiny' | 'whole-network'
  /** What is trained, in words and sizes. */
  readonly description: string
  /** The largest ratio of our step's time to PyTorch's that we accept. */
  readonly goal: number
  readonly program: TrainingProgram
  /** The parameters to start from, frozen ones too. */
  readonly values: ReadonlyMap<string, Float32Array>
  readonly batch: Batch
  readonly learningRate: number
  readonly weightDecay: number
  /** Goes to `training_step.py` as it is. */
  readonly settings: {
    readonly network: Pick<NetworkConfig, 'vision'> & Partial<NetworkConfig>
    readonly [name: string]: unknown
  }
}
