import { rm } from 'node:fs/promises'
import { removeFolder } from '../model-folder/remove-folder.ts'
import { repositoryFolder } from './cache-layout.ts'
import { HubNotFoundError } from './errors.ts'
import { requireHubId } from './hub-id.ts'
import { type HubOptions, hubCacheFolder } from './hub-settings.ts'

/**
 * Removes a repository from the cache: all its revisions, and what was fetched of unfinished downloads.
 *
 * @returns the folder that was removed.
 * @throws {HubIdInvalidError}
 * @throws {HubNotFoundError} if it is not in the cache.
 * @throws {FileInaccessibleError} if the system does not allow it.
 */
export async function removeCachedModel(
  id: string,
  options: Pick<HubOptions, 'cacheDir'> = {},
): Promise<string> {
  requireHubId(id)
  const cacheDir = hubCacheFolder(options)
  const { root, locks } = repositoryFolder(cacheDir, id)
  if (!(await removeFolder(root)))
    throw new HubNotFoundError(id, `is not in the cache at ${cacheDir}`, 'See what is: deqa models')
  await rm(locks, { recursive: true, force: true })
  return root
}
