export { type CheckDatasetOptions, checkDataset } from './check/check-dataset.ts'
export type { Finding, FindingKind } from './check/finding.ts'
export type { ImageProbe } from './check/image-check.ts'
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
export { formatDeqaMetaItem } from './deqa-meta/format-item.ts'
export type { ConversationTurn, DeqaMetaItem } from './deqa-meta/item.ts'
export { type OpenDeqaMetaOptions, openDeqaMeta } from './deqa-meta/open-deqa-meta.ts'
export { readDeqaMeta, writeDeqaMeta } from './deqa-meta/read-write.ts'
export {
  DatasetError,
  type DatasetErrorCode,
  type DatasetErrorOptions,
  DatasetFileMalformed,
  DatasetFileMissing,
  DatasetFileUnreadable,
  DatasetFileUnwritable,
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
export { isDelimiter } from './own/delimiter.ts'
export { type OpenTableOptions, openTable } from './own/open-table.ts'
export type { TableColumns } from './own/table-columns.ts'
export { type TableFormat, tableFormat } from './own/table-format.ts'
export { writeTable } from './own/write-table.ts'
export { findLeaks, type Leak } from './splits/find-leaks.ts'
export {
  type ReferenceSplit,
  type SplitByReferenceOptions,
  splitByReference,
} from './splits/split-by-reference.ts'
export { readSplitFile, type SplitFile } from './splits/split-file.ts'
export { type SplitOf, withSplit } from './splits/with-split.ts'
export { type DatasetSummary, summarizeDataset } from './summary/summarize-dataset.ts'
