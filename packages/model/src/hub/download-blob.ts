import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { lockFile } from '../model-folder/file-lock.ts'
import { DiskFullError, isDiskFull } from '../system/disk-full-error.ts'
import { blobPath, lockPath, partialPath, type RepositoryFolder } from './cache-layout.ts'
import { HubIntegrityError, HubNetworkError } from './errors.ts'
import type { HubConnection, HubResponse } from './hub-connection.ts'
import type { HubFile } from './list-repository.ts'
import { PartialFile } from './partial-file.ts'
import { withRetries } from './with-retries.ts'

/** Downloads of the same file that may end with wrong content before it is given up. */
const WRONG_CONTENTS = 2

/** What is known while a file is being fetched. */
export interface BlobWatcher {
  /** Bytes of it that are here; falls when what came must be thrown away. */
  onPosition(bytes: number): void
  /** Another process is fetching it. */
  onWait(): void
}

/**
 * Brings a file into the cache. What an earlier run left is continued, where the hub can do that. The file gets its
 * final name when size and digest are right and it is on the disk; until then, and after any error, it has another.
 *
 * @returns the path of the blob.
 * @throws {HubNetworkError | HubIntegrityError | DiskFullError | HubAccessError | HubNotFoundError}
 */
export async function downloadBlob(
  connection: HubConnection,
  repository: RepositoryFolder,
  url: URL,
  file: HubFile,
  watcher: BlobWatcher,
): Promise<string> {
  const { id, signal } = connection.settings
  const blob = blobPath(repository, file.digest)
  const partialFile = partialPath(repository, file.digest)
  await mkdir(dirname(blob), { recursive: true })
  await using lock = await lockFile(lockPath(repository, file.digest), { signal, onWait: watcher.onWait })
  // Another process may have fetched it meanwhile.
  if (!(await isThere(blob, file))) {
    try {
      for (let wrong = 0; !(await fetchOnce(connection, partialFile, url, file, watcher)); ) {
        wrong++
        await rm(partialFile, { force: true })
        watcher.onPosition(0)
        if (wrong === WRONG_CONTENTS) {
          throw new HubIntegrityError(id, file.path, `its content has not the digest ${file.digest}`)
        }
      }
      if (!(await lock.isHeld())) throw overtaken(id, file)
      await rename(partialFile, blob)
    } catch (error) {
      if (!isDiskFull(error)) throw error
      throw new DiskFullError(id, repository.root, `the disk is full while ${file.path} is written`, error)
    }
  }
  watcher.onPosition(file.bytes)
  return blob
}

/** Whether a file of the right size has a name that only whole files get. */
export async function isThere(path: string, { bytes }: Pick<HubFile, 'bytes'>): Promise<boolean> {
  const status = await stat(path).catch(() => undefined)
  return status?.isFile() === true && status.size === bytes
}

/** @returns whether the content is right. */
async function fetchOnce(
  connection: HubConnection,
  path: string,
  url: URL,
  file: HubFile,
  watcher: BlobWatcher,
): Promise<boolean> {
  const { id, policy, signal } = connection.settings
  await using partial = await PartialFile.open(path, file.digest, file.bytes, signal)
  watcher.onPosition(partial.position)
  let furthest = partial.position
  const fetchRest = async (): Promise<void> => {
    if (partial.position === file.bytes) return
    const response = await connection.get(url, partial.position)
    await agreeOnStart(response, partial, id, file)
    watcher.onPosition(partial.position)
    for await (const chunk of connection.chunks(response)) {
      if (partial.position + chunk.length > file.bytes) {
        await partial.restart()
        throw broken(id, `the hub sends more than the ${file.bytes} bytes of ${file.path}`)
      }
      await partial.append(chunk)
      furthest = Math.max(furthest, partial.position)
      watcher.onPosition(partial.position)
    }
    if (partial.position < file.bytes) {
      throw broken(id, `${file.path} ended after ${partial.position} of ${file.bytes} bytes`)
    }
  }
  await withRetries(fetchRest, { policy, signal, progress: () => furthest })
  signal?.throwIfAborted()
  if (!(await partial.isWhole())) return false
  if (!(await partial.isInPlace())) throw overtaken(id, file)
  return true
}

/** Makes the end of what is here the start of what comes: one of the two has to give way. */
async function agreeOnStart(
  { status, headers, body }: HubResponse,
  partial: PartialFile,
  id: string,
  file: HubFile,
): Promise<void> {
  if (status === 200) {
    if (partial.position > 0) await partial.restart()
    return
  }
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '')
  if (status === 206 && range && Number(range[1]) === partial.position) return
  body.destroy()
  await partial.restart()
  throw broken(id, `the hub does not continue ${file.path} where it was asked to`)
}

function broken(id: string, problem: string): HubNetworkError {
  return new HubNetworkError(id, problem, { transient: true })
}

function overtaken(id: string, file: HubFile): HubNetworkError {
  return broken(id, `another process has taken over ${file.path}`)
}
