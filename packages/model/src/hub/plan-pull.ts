import { realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { freeSpace } from '../system/free-space.ts'
import {
  blobPath,
  partialPath,
  type RepositoryFolder,
  repositoryFolder,
  snapshotFolder,
} from './cache-layout.ts'
import { findCachedSnapshot } from './cached-snapshot.ts'
import { isThere } from './download-blob.ts'
import { HubNotFoundError, HubOfflineError } from './errors.ts'
import { HubConnection } from './hub-connection.ts'
import { requireHubId } from './hub-id.ts'
import { type HubOptions, hubSettings, hubToken } from './hub-settings.ts'
import { type HubFile, listRepository, type RepositoryListing } from './list-repository.ts'
import { readHubJson } from './read-hub-json.ts'
import { filterFiles, type HubModelKind, type Selection, selectFiles } from './select-files.ts'
import { standardPolicy, type TransferPolicy } from './transfer-policy.ts'

export interface PlanPullOptions extends HubOptions {
  /** Patterns (`*`, `?`) of the files to fetch, in place of those that a model needs. */
  readonly include?: readonly string[]
  /** Patterns of files to leave out. */
  readonly exclude?: readonly string[]
  /** How patient to be. */
  readonly transfer?: Partial<TransferPolicy>
  readonly signal?: AbortSignal
}

/** A file of a plan. */
export interface PlannedFile extends HubFile {
  /** Bytes of it that need not be fetched any more. */
  readonly bytesHere: number
}

/** What a pull would do. */
export interface PullPlan {
  readonly id: string
  /** The branch, tag or commit that was asked for. */
  readonly revision: string
  /** The commit it stands for. */
  readonly commit: string
  readonly kind: HubModelKind
  /** Address of the hub. */
  readonly endpoint: string
  /** Absolute path of the cache. */
  readonly cacheDir: string
  /** Absolute path of the folder that the files will be in. */
  readonly folder: string
  /** The smallest come first. */
  readonly files: readonly PlannedFile[]
  readonly bytes: number
  /** Bytes that are still to be fetched. */
  readonly bytesToFetch: number
  /** Bytes that may be written at the cache; undefined where the system does not say. */
  readonly freeBytes: number | undefined
}

/**
 * Asks the hub what a pull would fetch, and looks what is here of it. Writes nothing.
 *
 * @param id - `owner/name` on the hub.
 * @throws {HubIdInvalidError | HubSettingInvalidError} if the call cannot be meant.
 * @throws {HubNotFoundError | HubAccessError} if there is no such repository, revision or model in it, or not for this user.
 * @throws {CheckpointCorruptError} if the index of its weights cannot be used.
 * @throws {HubOfflineError} if the network may not be used and the cache does not hold all.
 * @throws {HubNetworkError | HubIntegrityError} if the hub does not answer, or not as it should.
 */
export async function planPull(id: string, options: PlanPullOptions = {}): Promise<PullPlan> {
  requireHubId(id)
  const settings = hubSettings(id, options)
  if (settings.offline) return await planOffline(id, options)
  const { cacheDir, revision, endpoint } = settings
  await using connection = await connect(id, { ...options, transfer: lessPatient(options.transfer) })
  const listing = await listRepository(connection, revision)
  const repository = repositoryFolder(cacheDir, id)
  const { kind, paths } = await select(connection, listing, repository, options)
  const files: PlannedFile[] = []
  for (const path of paths) {
    const file = await listing.describe(path)
    files.push({ ...file, bytesHere: await bytesHere(repository, listing.commit, file) })
  }
  files.sort((a, b) => a.bytes - b.bytes)
  return {
    ...{ id, revision, commit: listing.commit, kind, endpoint, cacheDir },
    folder: snapshotFolder(repository, listing.commit),
    ...withSums(files),
    freeBytes: await freeSpace(cacheDir),
  }
}

/** Someone waits for the plan, and nothing is lost by asking again later: an outage of seconds is enough to outlast. */
function lessPatient(transfer: Partial<TransferPolicy> = {}): Partial<TransferPolicy> {
  return { ...transfer, attempts: Math.min(4, transfer.attempts ?? standardPolicy.attempts) }
}

/** A connection for what the options say. */
export async function connect(id: string, options: PlanPullOptions): Promise<HubConnection> {
  return await HubConnection.open({
    id,
    endpoint: hubSettings(id, options).endpoint,
    token: await hubToken(id, options),
    policy: { ...standardPolicy, ...options.transfer },
    signal: options.signal,
  })
}

async function planOffline(id: string, options: PlanPullOptions): Promise<PullPlan> {
  const { cacheDir, revision, endpoint } = hubSettings(id, options)
  const found = await findCachedSnapshot(id, options)
  if (!found) throw new HubOfflineError(id, `nothing of revision ${revision} is in ${cacheDir}`)
  const { commit, kind, folder, files: paths, missing } = found
  if (missing.length > 0) throw offlineWithout({ id, cacheDir }, missing)
  const files = await Promise.all(
    filterFiles(paths, options.include, options.exclude).map(async (path): Promise<PlannedFile> => {
      const { size } = await stat(join(folder, path))
      // A blob has the name of its digest.
      const digest = basename(await realpath(join(folder, path)))
      return { path, bytes: size, bytesHere: size, digest }
    }),
  )
  return {
    ...{ id, revision, commit, kind, endpoint, cacheDir, folder },
    ...withSums(files),
    freeBytes: await freeSpace(cacheDir),
  }
}

export function offlineWithout(
  { id, cacheDir }: Pick<PullPlan, 'id' | 'cacheDir'>,
  missing: readonly string[],
): HubOfflineError {
  return new HubOfflineError(id, `not all of it is in ${cacheDir}: ${missing.join(', ')} missing`, missing)
}

function withSums(files: readonly PlannedFile[]): Pick<PullPlan, 'files' | 'bytes' | 'bytesToFetch'> {
  const bytes = files.reduce((total, file) => total + file.bytes, 0)
  return { files, bytes, bytesToFetch: bytes - files.reduce((total, file) => total + file.bytesHere, 0) }
}

async function bytesHere(repository: RepositoryFolder, commit: string, file: HubFile): Promise<number> {
  for (const path of [
    join(snapshotFolder(repository, commit), file.path),
    blobPath(repository, file.digest),
  ]) {
    if (await isThere(path, file)) return file.bytes
  }
  const begun = await stat(partialPath(repository, file.digest)).catch(() => undefined)
  return begun && begun.size <= file.bytes ? begun.size : 0
}

async function select(
  connection: HubConnection,
  listing: RepositoryListing,
  repository: RepositoryFolder,
  { include, exclude }: PlanPullOptions,
): Promise<Selection> {
  const { id } = connection.settings
  if (include) {
    const paths = filterFiles(listing.paths, include, exclude)
    if (paths.length > 0) return { kind: 'files', paths, missing: [] }
    throw new HubNotFoundError(
      id,
      `none of its ${listing.paths.length} files matches ${include.join(', ')}`,
      `It holds: ${listing.paths.slice(0, 20).join(', ')}`,
    )
  }
  const readJson = async (path: string) =>
    readHubJson(connection, repository, listing.commit, await listing.describe(path))
  const selection = await selectFiles(filterFiles(listing.paths, undefined, exclude), readJson)
  if (!selection) {
    throw new HubNotFoundError(
      id,
      'holds no weights: neither safetensors nor PyTorch files under their usual names, nor a LoRA adapter',
      'Name another repository, or say what to fetch (include).',
    )
  }
  const missing = selection.missing.filter((path) => filterFiles([path], undefined, exclude).length > 0)
  if (missing.length > 0) {
    throw new HubNotFoundError(
      id,
      `lacks ${missing.join(', ')}`,
      'Its upload was not finished; name another revision.',
    )
  }
  return selection
}
