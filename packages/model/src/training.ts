export { accountTensors } from './checkpoint/account-tensors.ts'
export { addLowRankProduct } from './checkpoint/low-rank-update.ts'
export type { WrittenType } from './checkpoint/narrow-elements.ts'
export { type OpenedCheckpoint, openCheckpoint } from './checkpoint/open-checkpoint.ts'
export { openTensorFiles } from './checkpoint/open-tensor-files.ts'
export type { TensorSource } from './checkpoint/types.ts'
export {
  type TensorToWrite,
  writeSafetensors,
  writeSafetensorsShards,
} from './checkpoint/write-safetensors.ts'
export type { ModelRecipe } from './convert/model-recipe.ts'
export { readNormalization } from './convert/read-normalization.ts'
export { quantizedBits } from './convert/weight-storage.ts'
export { withPositionTables } from './convert/with-position-tables.ts'
export { writeModel } from './convert/write-model.ts'
export type { CropViews } from './image/crop-views.ts'
export { CLIP_STATISTICS, type PixelStatistics } from './image/normalize-pixels.ts'
export { digestFile, type FileDigest } from './model-folder/digest-file.ts'
export { DEFAULT_MODEL } from './model-folder/locate-model.ts'
export { MANIFEST_FILE } from './model-folder/manifest.ts'
export {
  type CheckpointConfig,
  type NetworkConfig,
  parseCheckpointConfig,
  visionTokens,
} from './network/config.ts'
export { decode } from './network/decoder.ts'
export { embedImage } from './network/deqa-network.ts'
export {
  listParameters,
  type NetworkParameters,
  networkParameters,
  type ParameterRequest,
} from './network/parameters.ts'
export { embedPrompt } from './network/prompt-embeddings.ts'
export { encodeImage } from './network/vision-encoder.ts'
export { dequantizeBlocks, quantizeBlocks } from './runtime/onnx/quantize-blocks.ts'
export { dequantizeRows, quantizeRows } from './runtime/onnx/quantize-rows.ts'
export { SESSION_DEVICES, type SessionDevice } from './runtime/onnx/session.ts'
export type { Ops } from './runtime/ops.ts'
export type { TfjsBackend } from './runtime/tfjs/tfjs-backends.ts'
export type { TfjsChoice, TfjsRefusal } from './runtime/tfjs/tfjs-choice.ts'
export { type TfjsBackendStatus, tfjsStatus } from './runtime/tfjs/tfjs-status.ts'
export { TfjsUnavailableError } from './runtime/tfjs/tfjs-unavailable-error.ts'
export { type WorkerEntry, workerEntry } from './runtime/worker-entry.ts'
export {
  PROMPTS,
  type PromptIds,
  type PromptName,
  TRAINING_QUESTIONS,
  trainPrompt,
} from './tokenizer/prompts.ts'
export { IMAGE_MARK, IMAGE_TOKEN_ID, Tokenizer } from './tokenizer/tokenizer.ts'
export type { AdamWOptions } from './training/adamw.ts'
export { OnnxTrainingEngine, type OnnxTrainingOptions } from './training/onnx-training-engine.ts'
export { TfjsTrainingEngine, type TfjsTrainingOptions } from './training/tfjs-training-engine.ts'
export type { Batch, StepReport, TrainingEngine, TrainingState } from './training/training-engine.ts'
export type {
  ProgramInput,
  ProgramOutput,
  ProgramParameter,
  TrainingProgram,
} from './training/training-program.ts'
export { type LoraAdapter, withLora } from './training/with-lora.ts'
