import type { NetworkConfig, TrainingProgram } from '@deqa/model/training'
import type { TrainedNetwork } from '../export/export-checkpoint.ts'
import type { ParameterValues } from '../export/parameter-source.ts'
import type { TrainingText } from '../text/training-text.ts'
import type { LearnedText } from './learned-text.ts'

/** A network before its first update, and the program that trains it. */
export interface PreparedNetwork {
  readonly text: TrainingText
  readonly network: NetworkConfig
  readonly program: TrainingProgram
  /** Every parameter to start from, adapters among them. */
  readonly values: ParameterValues
  /** What goes with the parameters when they leave, whatever their values. */
  readonly facts: Omit<TrainedNetwork, 'values'>
  /** Whether the inference prompts are the original's, or the text that is trained. */
  readonly promptsOf: 'original' | 'training'
  /** What it has learned to answer before, where that is known. */
  readonly learned?: LearnedText | undefined
}
