import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Where the Python hub keeps a repository:
 *
 *     models--owner--name/blobs/<sha256, or git's sha1>        the bytes, once for all revisions
 *     models--owner--name/snapshots/<commit>/<path> → blob     what a reader opens
 *     models--owner--name/refs/<branch or tag>                 the commit it stood for when last asked
 *     .locks/models--owner--name/
 *
 * Unfinished downloads and locks are ours alone, and have names that Python does not use: its own partial files
 * need not be a prefix of the whole, and its locks are the system's, which Node cannot take.
 */
export interface RepositoryFolder {
  readonly root: string
  readonly locks: string
}

export const COMMIT = /^[0-9a-f]{40}$/

const PARTIAL_ENDING = '.deqa.incomplete'

export function repositoryFolder(cacheDir: string, id: string): RepositoryFolder {
  const name = `models--${id.replaceAll('/', '--')}`
  return { root: join(cacheDir, name), locks: join(cacheDir, '.locks', name) }
}

/** The id that a folder of the cache stands for, if it holds a model repository. */
export function idOfFolder(name: string): string | undefined {
  const [kind, ...parts] = name.split('--')
  return kind === 'models' && parts.length > 0 ? parts.join('/') : undefined
}

export function blobPath({ root }: RepositoryFolder, digest: string): string {
  return join(root, 'blobs', digest)
}

export function partialPath(repository: RepositoryFolder, digest: string): string {
  return `${blobPath(repository, digest)}${PARTIAL_ENDING}`
}

/** Whether a blob's file name is that of an unfinished download, ours or Python's. */
export function isPartial(name: string): boolean {
  return name.endsWith('.incomplete')
}

export function lockPath({ locks }: RepositoryFolder, digest: string): string {
  return join(locks, `${digest}.deqa.lock`)
}

export function snapshotFolder({ root }: RepositoryFolder, commit: string): string {
  return join(root, 'snapshots', commit)
}

/** The commit that a revision stood for when the hub was last asked; a commit stands for itself. */
export async function readRef({ root }: RepositoryFolder, revision: string): Promise<string | undefined> {
  if (COMMIT.test(revision)) return revision
  const text = await readFile(join(root, 'refs', revision), 'utf8').catch(() => '')
  return COMMIT.test(text.trim()) ? text.trim() : undefined
}

export async function writeRef(
  repository: RepositoryFolder,
  revision: string,
  commit: string,
): Promise<void> {
  if (revision === commit || (await readRef(repository, revision)) === commit) return
  const path = join(repository.root, 'refs', revision)
  await mkdir(dirname(path), { recursive: true })
  const staged = `${path}.${randomUUID()}`
  await writeFile(staged, commit)
  await rename(staged, path)
}
