export type { LevelName } from '@deqa/soft-label'
export {
  CheckpointCorruptError,
  CheckpointMismatchError,
  CheckpointNotFoundError,
  CheckpointUnsupportedError,
} from './checkpoint/checkpoint-errors.ts'
export { convertCheckpoint } from './convert/convert-checkpoint.ts'
export type { ConvertOptions, ConvertProgress, ConvertReport } from './convert/types.ts'
export { DeviceUnavailableError } from './device-unavailable-error.ts'
export { DeqaError, type DeqaErrorCode } from './errors.ts'
export { type CachedModel, listCachedModels } from './hub/cached-models.ts'
export { type CachedSnapshot, findCachedSnapshot } from './hub/cached-snapshot.ts'
export {
  HubAccessError,
  HubError,
  HubIdInvalidError,
  HubIntegrityError,
  HubNetworkError,
  HubNotFoundError,
  HubOfflineError,
  HubSettingInvalidError,
} from './hub/errors.ts'
export { isHubId } from './hub/hub-id.ts'
export { type HubOptions, hubCacheFolder } from './hub/hub-settings.ts'
export { type PlannedFile, type PlanPullOptions, type PullPlan, planPull } from './hub/plan-pull.ts'
export { type PulledModel, type PullOptions, pullModel } from './hub/pull-model.ts'
export { removeCachedModel } from './hub/remove-cached-model.ts'
export type { HubModelKind } from './hub/select-files.ts'
export type { PullProgress } from './hub/transfer-meter.ts'
export type { TransferPolicy } from './hub/transfer-policy.ts'
export { ImageNotFoundError, ImageTooLargeError, ImageUnreadableError } from './image/image-errors.ts'
export { IMAGE_EXTENSIONS } from './image/image-extensions.ts'
export type { ImageInput, RawImage } from './image/types.ts'
export { type DtypeChoice, machineMemory } from './model-folder/choose-dtype.ts'
export {
  type ConvertedModel,
  listConvertedModels,
  type ModelCacheOptions,
  modelCacheFolder,
  removeConvertedModels,
} from './model-folder/converted-models.ts'
export { ModelInvalidError, ModelNotFoundError } from './model-folder/errors.ts'
export type { LocateOptions } from './model-folder/locate-hub-model.ts'
export { DEFAULT_MODEL, namesHubModel } from './model-folder/locate-model.ts'
export type { ModelDtype } from './model-folder/manifest.ts'
export { describeModel, type ModelInfo } from './model-folder/model-info.ts'
export { ConfigInvalidError } from './network/config.ts'
export type { DiskNeed } from './prepare/disk-needs.ts'
export { planModel } from './prepare/plan-model.ts'
export { prepareModel } from './prepare/prepare-model.ts'
export type {
  ModelPlan,
  PendingModel,
  PlanModelOptions,
  PlannedConversion,
  PreparedModel,
  PrepareOptions,
  PrepareProgress,
  ReadyModel,
} from './prepare/types.ts'
export type { SessionDevice } from './runtime/onnx/session.ts'
export type { DeviceChoice } from './scorer/choose-device.ts'
export { ScorerDisposedError } from './scorer/errors.ts'
export { loadScorer } from './scorer/load-scorer.ts'
export { type RuntimeVersions, runtimeVersions } from './scorer/runtime-versions.ts'
export {
  loadStagedScorer,
  type StagedRun,
  type StagedScorer,
  type StagedScorerOptions,
  type StageName,
} from './scorer/stages/staged-scorer.ts'
export {
  isScoreFailure,
  type LoadScorerOptions,
  type Score,
  type ScoreFailure,
  type ScoreOptions,
  type ScoreResult,
  type Scorer,
} from './scorer/types.ts'
export { DiskFullError } from './system/disk-full-error.ts'
export { FileInaccessibleError } from './system/file-inaccessible-error.ts'
export { PROMPT_NAMES, type PromptName, TRAINING_QUESTIONS } from './tokenizer/prompts.ts'
export { TokenizerInvalidError } from './tokenizer/tokenizer-invalid-error.ts'
