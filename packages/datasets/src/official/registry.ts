import { kadid } from './kadid.ts'
import { koniq } from './koniq.ts'
import type { OfficialDataset } from './official-dataset.ts'

/** Every published dataset with a reader, in the order of the paper's dataset section. */
export const OFFICIAL_DATASETS = { koniq, kadid } as const satisfies Readonly<Record<string, OfficialDataset>>

/** The short name of a published dataset. */
export type DatasetName = keyof typeof OFFICIAL_DATASETS

/** The short names of all published datasets with a reader. */
export const DATASET_NAMES = Object.keys(OFFICIAL_DATASETS) as readonly DatasetName[]

/** Looks a name up. @throws {RangeError} if there is no such dataset. */
export function officialDataset(caller: string, name: string): OfficialDataset {
  if (Object.hasOwn(OFFICIAL_DATASETS, name)) return OFFICIAL_DATASETS[name as DatasetName]
  throw new RangeError(`${caller}: expected one of ${DATASET_NAMES.join(', ')}, got ${JSON.stringify(name)}`)
}
