export { CONFIG_DEFAULTS, type DefaultPath, type DocumentedDefault } from './config/defaults.ts'
export { type ConfigEntry, configEntries, describeConfig } from './config/describe-config.ts'
export {
  type ConfigProblem,
  ConfigurationInvalidError,
  ConfigurationUnreadableError,
} from './config/errors.ts'
export { defineConfig, loadConfig } from './config/load-config.ts'
export {
  NETWORK_SIZE_NAMES,
  NETWORK_SIZES,
  type NetworkShape,
  type NetworkSize,
} from './config/network-sizes.ts'
export { type ParseConfigOptions, parseConfig } from './config/parse-config.ts'
export { lossOptionsOf, programOptionsOf, stepCountOf } from './config/program-options.ts'
export { networkOf } from './config/resolve-network.ts'
export type {
  EvaluationMetric,
  EvaluationSetConfig,
  TrainingConfig,
  TrainingConfigInput,
  TrainingSetConfig,
} from './config/schema.ts'
export { assembleBatch, type BatchImage, type BatchLayout, imagesPerBatch } from './data/assemble-batch.ts'
export { TrainingDataInvalidError, TrainingImageUnreadableError } from './data/errors.ts'
export { ImageLoader, type ImageLoaderOptions, type LoadedImage } from './data/image-loader.ts'
export { type BadImage, Batches, type BatchesOptions, type ExampleBatch } from './data/open-batches.ts'
export {
  type EvaluationOptions,
  type OpenEvaluationSets,
  openEvaluationSets,
} from './data/open-evaluation-sets.ts'
export {
  type ExamplesConfig,
  loadExamples,
  type TrainingExample,
  type TrainingSet,
} from './data/training-examples.ts'
export { TrainerError, type TrainerErrorCode, type TrainerErrorOptions } from './errors.ts'
export { type DeqaProgramOptions, deqaProgram, INPUTS, type TextLayout } from './program/deqa-program.ts'
export { openVocabulary } from './text/open-vocabulary.ts'
export { publishedVocabulary } from './text/published-vocabulary.ts'
export { type SmallVocabularyOptions, smallVocabulary } from './text/small-vocabulary.ts'
export {
  type EncodedAnswer,
  encodeAnswer,
  scoringPrompt,
  type TextChoice,
  type TrainingText,
  type TrainingTextOptions,
  trainingText,
} from './text/training-text.ts'
export { TextInvalidError, type Vocabulary } from './text/vocabulary.ts'
export { WordVocabulary } from './text/word-vocabulary.ts'
