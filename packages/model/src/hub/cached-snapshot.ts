import { readdir, readFile, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { type RepositoryFolder, readRef, repositoryFolder, snapshotFolder } from './cache-layout.ts'
import { requireHubId } from './hub-id.ts'
import { type HubOptions, hubSettings } from './hub-settings.ts'
import { type HubModelKind, selectFiles } from './select-files.ts'

/** What the cache holds of a repository at one commit. */
export interface CachedSnapshot {
  readonly id: string
  readonly commit: string
  /** Absolute path; what `convertCheckpoint` and, for a model folder, `loadScorer` take. */
  readonly folder: string
  readonly kind: HubModelKind
  /** Paths of the files that a reader opens, or of all files if they are of no known kind. */
  readonly files: readonly string[]
  /** Of these files. */
  readonly bytes: number
  /** Names of the files that are needed and not there: the download was not finished. */
  readonly missing: readonly string[]
}

/**
 * Looks a repository up in the cache, without any network: as this package or Python's hub has left it.
 *
 * @returns undefined if the cache holds nothing of that revision.
 * @throws {HubIdInvalidError | HubSettingInvalidError}
 */
export async function findCachedSnapshot(
  id: string,
  options: HubOptions = {},
): Promise<CachedSnapshot | undefined> {
  requireHubId(id)
  const { cacheDir, revision } = hubSettings(id, options)
  const repository = repositoryFolder(cacheDir, id)
  const commit = await readRef(repository, revision)
  return commit === undefined ? undefined : await readSnapshot(id, repository, commit)
}

export async function readSnapshot(
  id: string,
  repository: RepositoryFolder,
  commit: string,
): Promise<CachedSnapshot | undefined> {
  const folder = snapshotFolder(repository, commit)
  const sizes = await fileSizes(folder)
  if (sizes.size === 0) return undefined
  const paths = [...sizes.keys()]
  const selected = await selectFiles(paths, async (path) =>
    JSON.parse(await readFile(join(folder, path), 'utf8')),
  ).catch(
    // An index that cannot be read names no shards: as good as not there.
    (error: Error) => ({ kind: 'files' as const, paths, missing: [error.message] }),
  )
  const { kind, paths: files, missing } = selected ?? { kind: 'files', paths, missing: [] }
  return {
    id,
    commit,
    folder,
    kind,
    files,
    bytes: files.reduce((total, path) => total + sizes.get(path)!, 0),
    missing,
  }
}

/** Files below a folder, by their paths with slashes. Links that lead nowhere are left out. */
async function fileSizes(folder: string): Promise<Map<string, number>> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const sizes = new Map<string, number>()
  for (const name of names.sort()) {
    const status = await stat(join(folder, name)).catch(() => undefined)
    if (status?.isFile()) sizes.set(name.split(sep).join('/'), status.size)
  }
  return sizes
}
