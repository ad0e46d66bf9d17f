export type {
  Dataset,
  DatasetFacts,
  DatasetRow,
  Direction,
  Distortion,
  MetaValue,
  RowsOptions,
  Scale,
  SplitName,
} from './dataset.ts'
export {
  DatasetError,
  type DatasetErrorCode,
  type DatasetErrorOptions,
  DatasetFileMalformed,
  DatasetFileMissing,
  DatasetFileUnreadable,
  DatasetRowInvalid,
  DatasetSplitInvalid,
} from './errors.ts'
export { DATASET_NAMES, type DatasetName } from './official/registry.ts'
export {
  type DatasetDescription,
  describeDataset,
  type OpenDatasetOptions,
  openDataset,
} from './open-dataset.ts'
export { readSplitFile, type SplitFile } from './splits/split-file.ts'
export { type SplitOf, withSplit } from './splits/with-split.ts'
