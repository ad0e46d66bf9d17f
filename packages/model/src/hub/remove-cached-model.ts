import { rename, rm, stat } from 'node:fs/promises'
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
 */
export async function removeCachedModel(
  id: string,
  options: Pick<HubOptions, 'cacheDir'> = {},
): Promise<string> {
  requireHubId(id)
  const cacheDir = hubCacheFolder(options)
  const { root, locks } = repositoryFolder(cacheDir, id)
  if (!(await stat(root).catch(() => undefined)))
    throw new HubNotFoundError(id, `is not in the cache at ${cacheDir}`, 'See what is: deqa models')
  // Gone for readers at once, though removing many gigabytes takes a while.
  const going = `${root}.removed`
  await rm(going, { recursive: true, force: true })
  await rename(root, going)
  await Promise.all([going, locks].map((folder) => rm(folder, { recursive: true, force: true })))
  return root
}
