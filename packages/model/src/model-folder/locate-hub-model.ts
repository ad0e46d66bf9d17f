import { findCachedSnapshot } from '../hub/cached-snapshot.ts'
import { ModelNotFoundError } from './errors.ts'

/**
 * The folder of a model that is named as the hub names it. Whether and how to fetch and convert what is not there is
 * decided here and nowhere else; today the user is told how.
 *
 * @param id - `owner/name`.
 * @throws {ModelNotFoundError} if the hub cache does not hold it, or only as a checkpoint.
 */
export async function locateHubModel(id: string): Promise<string> {
  const found = await findCachedSnapshot(id)
  if (!found || found.missing.length > 0 || found.kind === 'files') {
    throw new ModelNotFoundError(
      id,
      found
        ? 'is not in the hub cache as a whole'
        : 'there is no such folder, and it is not in the hub cache',
      `Fetch it from the hub: deqa pull ${id}\nThen, if it is a checkpoint, make a model of it: deqa convert`,
    )
  }
  if (found.kind === 'model') return found.folder
  throw new ModelNotFoundError(
    id,
    'the hub cache holds it as a checkpoint, not as a model',
    `Make a model of it first: deqa convert ${found.folder} ${found.kind === 'lora' ? '--base <folder> ' : ''}--out <folder>`,
  )
}
