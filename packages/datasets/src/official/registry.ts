import { agin } from './agin.ts'
import { agiqa1k } from './agiqa-1k.ts'
import { agiqa3k } from './agiqa-3k.ts'
import { aigciqa2023 } from './aigciqa2023.ts'
import { csiq } from './csiq.ts'
import { flive } from './flive.ts'
import { kadid } from './kadid.ts'
import { koniq } from './koniq.ts'
import { liveWild } from './live-wild.ts'
import type { OfficialDataset } from './official-dataset.ts'
import { pipal } from './pipal.ts'
import { spaq } from './spaq.ts'
import { tid2013 } from './tid2013.ts'

/** Every published dataset with a reader: the paper's first, in its order. */
const OFFICIAL_DATASETS = {
  koniq,
  spaq,
  kadid,
  pipal,
  'live-wild': liveWild,
  flive,
  tid2013,
  csiq,
  'agiqa-3k': agiqa3k,
  'agiqa-1k': agiqa1k,
  aigciqa2023,
  agin,
} as const satisfies Readonly<Record<string, OfficialDataset>>

/** The short name of a published dataset. */
export type DatasetName = keyof typeof OFFICIAL_DATASETS

/** The short names of all published datasets with a reader. */
export const DATASET_NAMES = Object.keys(OFFICIAL_DATASETS) as readonly DatasetName[]

/** Looks a name up. @throws {RangeError} if there is no such dataset. */
export function officialDataset(caller: string, name: string): OfficialDataset {
  if (Object.hasOwn(OFFICIAL_DATASETS, name)) return OFFICIAL_DATASETS[name as DatasetName]
  throw new RangeError(`${caller}: expected one of ${DATASET_NAMES.join(', ')}, got ${JSON.stringify(name)}`)
}
