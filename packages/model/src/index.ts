export {
  CheckpointCorruptError,
  CheckpointMismatchError,
  CheckpointNotFoundError,
  CheckpointUnsupportedError,
} from './checkpoint/checkpoint-errors.ts'
export { convertCheckpoint } from './convert/convert-checkpoint.ts'
export type { ConvertOptions, ConvertProgress, ConvertReport } from './convert/types.ts'
export { DeqaError, type DeqaErrorCode } from './errors.ts'
export { ImageNotFoundError, ImageTooLargeError, ImageUnreadableError } from './image/image-errors.ts'
export { IMAGE_EXTENSIONS } from './image/image-extensions.ts'
export type { ImageInput, RawImage } from './image/types.ts'
export { ModelInvalidError, ModelNotFoundError } from './model-folder/errors.ts'
export { DEFAULT_MODEL } from './model-folder/locate-model.ts'
export type { ModelDtype } from './model-folder/manifest.ts'
export { describeModel, type ModelInfo } from './model-folder/model-info.ts'
export { ConfigInvalidError } from './network/config.ts'
export { availableDevices } from './scorer/available-devices.ts'
export { DeviceUnavailableError, ScorerDisposedError } from './scorer/errors.ts'
export { loadScorer } from './scorer/load-scorer.ts'
export { type RuntimeVersions, runtimeVersions } from './scorer/runtime-versions.ts'
export {
  isScoreFailure,
  type LoadScorerOptions,
  type Score,
  type ScoreFailure,
  type ScoreOptions,
  type ScoreResult,
  type Scorer,
} from './scorer/types.ts'
export { PROMPT_NAMES, type PromptName, TRAINING_QUESTIONS } from './tokenizer/prompts.ts'
export { TokenizerInvalidError } from './tokenizer/tokenizer-invalid-error.ts'
