import type { Dataset, DatasetFacts, Direction, Scale } from './dataset.ts'
import { DatasetFolder } from './files/dataset-folder.ts'
import { type DatasetName, officialDataset } from './official/registry.ts'
import { readSplitFile } from './splits/split-file.ts'
import { withSplit } from './splits/with-split.ts'

export interface OpenDatasetOptions {
  /** Folder of the images, absolute or below the root, where it is not the official one. */
  readonly images?: string
  /** A `split.json` (`{ "train": [names], "test": [names] }`) to use in place of the official split. */
  readonly splitFile?: string
  /** Another scale than the declared one, for ratings that were rescaled. */
  readonly scale?: Scale
  /** Another direction than the declared one, for ratings that were turned around. */
  readonly direction?: Direction
}

/** What is known about a published dataset without its files. */
export interface DatasetDescription extends DatasetFacts {
  /** Where its authors offer it. */
  readonly homepage: string
  /** Number of rated images, as published. */
  readonly imageCount: number
}

/**
 * What is known about a published dataset, without opening it.
 *
 * @throws {RangeError} if there is no reader of that name.
 */
export function describeDataset(name: DatasetName): DatasetDescription {
  const { open: _open, ...facts } = officialDataset('describeDataset', name)
  return facts
}

/**
 * Opens a published dataset in the folder layout it is offered in. Only the ratings need to be there.
 *
 * @param name - short name, one of `DATASET_NAMES`.
 * @param root - folder of the dataset.
 * @returns the dataset; nothing but the places of its files has been looked at.
 * @throws {RangeError} if there is no reader of that name.
 * @throws {DatasetFileMissing} if a file is not there: names each one, where it was looked for and where
 *   to get the dataset.
 * @throws {DatasetError} if `splitFile` cannot be read.
 */
export async function openDataset(
  name: DatasetName,
  root: string,
  options: OpenDatasetOptions = {},
): Promise<Dataset> {
  const { open, ...facts } = officialDataset('openDataset', name)
  const readRows = open(new DatasetFolder(root, facts, options.images))
  const dataset: Dataset = {
    name: facts.name,
    title: facts.title,
    scale: options.scale ?? facts.scale,
    direction: options.direction ?? facts.direction,
    licence: facts.licence,
    layout: facts.layout,
    rows: (rowsOptions = {}) => readRows(rowsOptions),
  }
  if (options.splitFile === undefined) return dataset
  const { splitOf } = await readSplitFile(options.splitFile)
  return withSplit(dataset, splitOf)
}
