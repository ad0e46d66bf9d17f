import type { DatasetFacts, DatasetRow, RowsOptions } from '../dataset.ts'
import type { DatasetFolder } from '../files/dataset-folder.ts'

/** Reads the rows of a dataset whose files have been found. */
export type ReadRows = (options: RowsOptions) => AsyncIterable<DatasetRow>

/** A published dataset: what is known about it, and how its files are read. */
export interface OfficialDataset extends DatasetFacts {
  /** Where its authors offer it. */
  readonly homepage: string
  /** Number of rated images, as published. */
  readonly imageCount: number
  /**
   * Finds the files.
   *
   * @throws {DatasetFileMissing} if one is not there.
   */
  readonly open: (folder: DatasetFolder) => ReadRows
}
