export type { TensorSource } from '../checkpoint/types.ts'
export {
  type CheckpointConfig,
  type NetworkConfig,
  parseCheckpointConfig,
  visionTokens,
} from '../network/config.ts'
export { decode } from '../network/decoder.ts'
export { embedImage } from '../network/deqa-network.ts'
export {
  listParameters,
  type NetworkParameters,
  networkParameters,
  type ParameterRequest,
} from '../network/parameters.ts'
export { embedPrompt } from '../network/prompt-embeddings.ts'
export type { Ops } from '../runtime/ops.ts'
export type { AdamWOptions } from './adamw.ts'
export { OnnxTrainingEngine, type OnnxTrainingOptions } from './onnx-training-engine.ts'
export type { Batch, StepReport, TrainingEngine, TrainingState } from './training-engine.ts'
export type { ProgramInput, ProgramOutput, ProgramParameter, TrainingProgram } from './training-program.ts'
export { type LoraAdapter, withLora } from './with-lora.ts'
