import { join } from 'node:path'
import { adapterBase } from '../checkpoint/adapter-base.ts'
import { readJsonFile } from '../checkpoint/read-json-file.ts'
import { LORA_FILES } from '../checkpoint/weight-files.ts'
import { DiskFullError } from '../system/disk-full-error.ts'
import { blobPath, repositoryFolder, writeRef } from './cache-layout.ts'
import { discardAltered } from './discard-altered.ts'
import { downloadBlob, isThere } from './download-blob.ts'
import type { HubConnection } from './hub-connection.ts'
import { hubSettings } from './hub-settings.ts'
import { linkBlob } from './link-blob.ts'
import {
  connect,
  offlineWithout,
  type PlannedFile,
  type PlanPullOptions,
  type PullPlan,
  planPull,
} from './plan-pull.ts'
import { type PullProgress, TransferMeter } from './transfer-meter.ts'
import { standardPolicy } from './transfer-policy.ts'

export interface PullOptions extends PlanPullOptions {
  /**
   * Read what is here already, and fetch again what has not the digest that the hub tells. Otherwise files with the
   * right name and size are trusted, as they are by Python's hub. @default false
   */
  readonly verify?: boolean
  /** Called about ten times a second while something is fetched. */
  readonly onProgress?: (progress: PullProgress) => void
}

/** What a pull has brought. */
export interface PulledModel
  extends Pick<PullPlan, 'id' | 'revision' | 'commit' | 'kind' | 'folder' | 'bytes'> {
  /** Paths of its files, within the folder. */
  readonly files: readonly string[]
  /** Bytes that were not here before. */
  readonly bytesFetched: number
  /** What a LoRA release says its base is: an id on a hub, or a folder of its author. */
  readonly base?: string
}

/**
 * Downloads a checkpoint, LoRA release or model folder from a Hugging Face hub into the cache that Python's hub uses.
 * Only the files that a reader opens are fetched, several at a time; dropped connections are taken up again where they
 * broke, also by a later run after Ctrl-C or `kill -9`; each file is checked against the hub's digest before it gets
 * its name; and a second process waits for the first. The revision is noted when all files are there.
 *
 * @param target - `owner/name` on the hub, or a plan of `planPull`.
 * @throws {DiskFullError} if the files cannot fit, before anything is fetched; or if the disk fills up.
 * @throws what `planPull` throws, or the signal's reason. What was fetched is kept for the next pull.
 */
export async function pullModel(target: string | PullPlan, options: PullOptions = {}): Promise<PulledModel> {
  const plan = typeof target === 'string' ? await planPull(target, options) : target
  const { id, revision, commit, kind, folder, bytes, bytesToFetch } = plan
  const repository = repositoryFolder(plan.cacheDir, id)
  requireSpace(plan)
  const bytesAltered = options.verify ? await discardAltered(plan, options.signal) : 0
  const isHere = await Promise.all(plan.files.map((file) => isThere(join(folder, file.path), file)))
  const missing = plan.files.filter((_, index) => !isHere[index]).map((file) => file.path)
  if (missing.length > 0) {
    if (hubSettings(id, options).offline) throw offlineWithout(plan, missing)
    await fetchAll(plan, options)
  }
  await writeRef(repository, revision, commit)
  const base = kind === 'lora' ? await readBase(join(folder, LORA_FILES.config)) : undefined
  return {
    ...{ id, revision, commit, kind, folder, bytes },
    files: plan.files.map((file) => file.path),
    bytesFetched: bytesToFetch + bytesAltered,
    ...(base === undefined ? {} : { base }),
  }
}

function requireSpace({ id, bytesToFetch, freeBytes, cacheDir }: PullPlan): void {
  if (freeBytes === undefined || bytesToFetch <= freeBytes) return
  throw new DiskFullError(
    id,
    cacheDir,
    `${bytesToFetch} bytes are to be fetched, but only ${freeBytes} are free`,
  )
}

/** Fetches the files of a plan, some at a time. The first error stops the others, and is thrown when all have ended. */
async function fetchAll(plan: PullPlan, options: PullOptions): Promise<void> {
  const { files } = plan
  const meter = new TransferMeter(
    files.map((file) => file.bytes),
    files.map((file) => file.bytesHere),
    options.onProgress,
  )
  const stop = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal
  await using connection = await connect(plan.id, { ...options, endpoint: plan.endpoint, signal })
  const queue = files.entries()
  const work = async (): Promise<void> => {
    for (const [index, file] of queue) {
      signal.throwIfAborted()
      await fetchFile(connection, plan, file, {
        onPosition: (position) => meter.moveTo(index, position),
        onWait: () => meter.wait(index),
      })
      meter.finish(index)
    }
  }
  const parallel = options.transfer?.parallelFiles ?? standardPolicy.parallelFiles
  const workers = Array.from({ length: Math.min(parallel, files.length) }, () =>
    work().catch((error: unknown) => {
      stop.abort(error)
      throw error
    }),
  )
  await Promise.allSettled(workers)
  options.signal?.throwIfAborted()
  stop.signal.throwIfAborted()
}

async function fetchFile(
  connection: HubConnection,
  { id, commit, cacheDir, folder }: PullPlan,
  file: PlannedFile,
  watcher: Parameters<typeof downloadBlob>[4],
): Promise<void> {
  const pointer = join(folder, file.path)
  if (await isThere(pointer, file)) return
  const repository = repositoryFolder(cacheDir, id)
  const blob = blobPath(repository, file.digest)
  const shared = await isThere(blob, file)
  await downloadBlob(connection, repository, connection.fileAddress(commit, file.path), file, watcher)
  // A damaged blob has just been replaced under its link, or another process has made the link.
  if (!(await isThere(pointer, file))) await linkBlob(blob, pointer, { shared })
}

/** Undefined also where it was left out, or cannot be read: whoever needs the adapter's configuration says so. */
async function readBase(adapterConfig: string): Promise<string | undefined> {
  return adapterBase(await readJsonFile(adapterConfig).catch(() => undefined))
}
