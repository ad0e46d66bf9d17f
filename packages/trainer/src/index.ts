export type { TrainingCheckpoint } from './checkpoint/checkpoint-folder.ts'
export { CheckpointStore, type FoundCheckpoint } from './checkpoint/checkpoint-store.ts'
export { CONFIG_DEFAULTS, type DocumentedDefault } from './config/defaults.ts'
export { type ConfigEntry, configEntries, describeConfig } from './config/describe-config.ts'
export {
  type ConfigProblem,
  ConfigurationInvalidError,
  ConfigurationUnreadableError,
} from './config/errors.ts'
export { type ConfigFileInput, defineConfig, loadConfig } from './config/load-config.ts'
export { NETWORK_SIZES, type NetworkSize } from './config/network-sizes.ts'
export { type ConfigPlace, type ParseConfigOptions, parseConfig } from './config/parse-config.ts'
export type { EvaluationMetric, TrainingConfig, TrainingConfigInput } from './config/schema.ts'
export { TrainingDataInvalidError, TrainingImageUnreadableError } from './data/errors.ts'
export { TrainerError, type TrainerErrorCode } from './errors.ts'
export {
  type EvaluateMeasuresOptions,
  evaluateMeasures,
  type MeasureImage,
} from './evaluate/evaluate-measures.ts'
export {
  type EvaluateModelOptions,
  type EvaluateProgress,
  evaluateModel,
  type FailedImage,
  type ModelEvaluation,
  type RatedImage,
  type RatedImages,
} from './evaluate/evaluate-model.ts'
export type { EvaluationBatch, EvaluationItem, EvaluationSet } from './evaluate/evaluation-set.ts'
export {
  formatPrediction,
  type Prediction,
  parsePrediction,
  readPredictions,
} from './evaluate/prediction-file.ts'
export {
  type DistortionPart,
  type DistributionSummary,
  type EvaluationPart,
  type EvaluationSummary,
  type JudgedImage,
  judgedImage,
  type Measured,
  type SummarizeOptions,
  summarizeEvaluation,
} from './evaluate/summarize-evaluation.ts'
export type { MeasuredValue } from './evaluate/value-file.ts'
export { type ExportOptions, exportCheckpoint, type TrainedNetwork } from './export/export-checkpoint.ts'
export { writeRunModel } from './export/write-run-model.ts'
export { type DeqaProgramOptions, deqaProgram, INPUTS, type TextLayout } from './program/deqa-program.ts'
export type { Component, LoraOptions, TrainableOptions } from './program/program-parameters.ts'
export { type RunRecord, readRuns } from './report/read-run.ts'
export { reportPage, resultsTables } from './report/report-page.ts'
export {
  type ResultsKind,
  type ResultsRow,
  type ResultsTable,
  resultsCsv,
  resultsTable,
} from './report/results-table.ts'
export { writeReport } from './report/write-report.ts'
export type { BatchStream, JsonValue, TrainingBatch } from './run/batch-stream.ts'
export { measureOf } from './run/best-evaluation.ts'
export { TrainingDivergedError } from './run/errors.ts'
export { type OpenRunOptions, openRun } from './run/open-run.ts'
export { overrideConfig } from './run/override-config.ts'
export type { TrainedRun } from './run/read-trained-run.ts'
export type {
  CheckpointEvent,
  EndEvent,
  EvaluationEvent,
  NoticeEvent,
  RunEvent,
  StartEvent,
  StepEvent,
} from './run/run-events.ts'
export { isRunFolder } from './run/run-folder.ts'
export { type TrainOptions, type TrainResult, train } from './run/train.ts'
export { type LearningRateSchedule, learningRateAt, warmupSteps } from './schedule/learning-rate.ts'
export { TextInvalidError } from './text/vocabulary.ts'
