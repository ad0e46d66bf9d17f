import { type CachedSnapshot, findCachedSnapshot } from '../hub/cached-snapshot.ts'
import type { HubOptions } from '../hub/hub-settings.ts'
import type { DtypeChoice } from './choose-dtype.ts'
import { convertedCommit, findConvertedModel, type ModelCacheOptions } from './converted-models.ts'
import { ModelNotFoundError } from './errors.ts'

/** Which model is meant by a hub's name, and where it may be. */
export interface LocateOptions extends HubOptions, ModelCacheOptions {
  /**
   * How its matrices are stored. `auto`: `q4` when float32 would take more than half of the memory, else `fp32`.
   * @default 'auto'
   */
  readonly dtype?: DtypeChoice
  /** Of a LoRA release: the id or the folder of its base. @default what the release says */
  readonly base?: string
}

/** How far a model that is named as on the hub has come on this machine. */
export type HubModelState =
  | { readonly state: 'ready'; readonly folder: string }
  /** The hub cache holds the whole checkpoint or LoRA release, and no model was made of it yet. */
  | { readonly state: 'to-convert'; readonly snapshot: CachedSnapshot }
  | { readonly state: 'to-fetch'; readonly begun: boolean }

/**
 * Where a model of the hub stands. This is decided here and nowhere else, without any network: a revision stands for
 * the commit that was last pulled, or else for the one that was last converted, until someone pulls again.
 *
 * @param id - `owner/name`.
 */
export async function findHubModel(id: string, options: LocateOptions = {}): Promise<HubModelState> {
  const snapshot = await findCachedSnapshot(id, options)
  const whole = snapshot && snapshot.missing.length === 0 && snapshot.kind !== 'files' ? snapshot : undefined
  if (whole?.kind === 'model') return { state: 'ready', folder: whole.folder }
  const commit = whole?.commit ?? (await convertedCommit(id, options.revision ?? 'main', options))
  const folder =
    commit === undefined
      ? undefined
      : await findConvertedModel(id, { commit, dtype: options.dtype ?? 'auto', base: options.base }, options)
  if (folder !== undefined) return { state: 'ready', folder }
  return whole
    ? { state: 'to-convert', snapshot: whole }
    : { state: 'to-fetch', begun: snapshot !== undefined }
}

/**
 * The folder of a model that is named as the hub names it, if it is ready.
 *
 * @param id - `owner/name`.
 * @throws {ModelNotFoundError} if it has still to be fetched or converted.
 */
export async function locateHubModel(id: string, options: LocateOptions = {}): Promise<string> {
  const found = await findHubModel(id, options)
  if (found.state === 'ready') return found.folder
  throw new ModelNotFoundError(
    id,
    found.state === 'to-convert'
      ? 'the hub cache holds it as a checkpoint, and no model was made of it yet'
      : found.begun
        ? 'is not in the hub cache as a whole'
        : 'there is no such folder, and it is not in the hub cache',
    `The first use fetches and converts it: deqa score <images> --model ${id}`,
  )
}
