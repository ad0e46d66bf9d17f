import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  COMMIT,
  idOfFolder,
  isPartial,
  type RepositoryFolder,
  repositoryFolder,
  snapshotFolder,
} from './cache-layout.ts'
import { type CachedSnapshot, readSnapshot } from './cached-snapshot.ts'
import { type HubOptions, hubCacheFolder } from './hub-settings.ts'

/** A model repository in the cache. */
export interface CachedModel {
  readonly id: string
  /** Absolute path. */
  readonly folder: string
  /** Bytes on the disk, each blob once, unfinished downloads included. */
  readonly bytes: number
  /** Of these, bytes of downloads that were not finished. */
  readonly bytesUnfinished: number
  /** From branch or tag to commit. */
  readonly refs: Readonly<Record<string, string>>
  readonly snapshots: readonly CachedSnapshot[]
  /**
   * Whether it is of the architecture that this package reads: a model folder, a LoRA release with what was trained
   * beside it, or a checkpoint whose `config.json` says `mplug_owl2`.
   */
  readonly isReadable: boolean
}

/** What the hub cache holds, by name. Other programs' models are there too: see `isReadable`. */
export async function listCachedModels(options: Pick<HubOptions, 'cacheDir'> = {}): Promise<CachedModel[]> {
  const cacheDir = hubCacheFolder(options)
  const names = await readdir(cacheDir).catch(() => [])
  const models: CachedModel[] = []
  for (const name of names.sort()) {
    const id = idOfFolder(name)
    if (id !== undefined) models.push(await readModel(id, repositoryFolder(cacheDir, id)))
  }
  return models
}

async function readModel(id: string, repository: RepositoryFolder): Promise<CachedModel> {
  const commits = await readdir(join(repository.root, 'snapshots')).catch(() => [])
  const snapshots: CachedSnapshot[] = []
  for (const commit of commits.filter((name) => COMMIT.test(name)).sort()) {
    const snapshot = await readSnapshot(id, repository, commit)
    if (snapshot) snapshots.push(snapshot)
  }
  const isReadable = await Promise.all(
    snapshots.map(({ kind, commit }) => isOfOurs(kind, snapshotFolder(repository, commit))),
  )
  return {
    id,
    folder: repository.root,
    ...(await sizeOf(repository.root)),
    refs: await readRefs(repository),
    snapshots,
    isReadable: isReadable.includes(true),
  }
}

async function isOfOurs(kind: CachedSnapshot['kind'], folder: string): Promise<boolean> {
  if (kind === 'model' || kind === 'lora') return true
  const text = await readFile(join(folder, 'config.json'), 'utf8').catch(() => '')
  return /"model_type"\s*:\s*"mplug_owl2"/.test(text)
}

/** Links are not followed, and a file with two names counts once. */
async function sizeOf(folder: string): Promise<Pick<CachedModel, 'bytes' | 'bytesUnfinished'>> {
  const seen = new Set<number>()
  let bytes = 0
  let bytesUnfinished = 0
  // Another process may just be removing it.
  for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
    const status = await lstat(join(folder, name)).catch(() => undefined)
    if (!status?.isFile() || seen.has(status.ino)) continue
    seen.add(status.ino)
    bytes += status.size
    if (isPartial(name)) bytesUnfinished += status.size
  }
  return { bytes, bytesUnfinished }
}

async function readRefs({ root }: RepositoryFolder): Promise<Record<string, string>> {
  const folder = join(root, 'refs')
  const refs: Record<string, string> = {}
  for (const name of (await readdir(folder, { recursive: true }).catch(() => [])).sort()) {
    const commit = await readFile(join(folder, name), 'utf8').catch(() => '')
    if (COMMIT.test(commit.trim())) refs[name.replaceAll('\\', '/')] = commit.trim()
  }
  return refs
}
