import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { hashFile } from '../model-folder/digest-file.ts'
import { beginDigest, isBlobDigest } from './blob-digest.ts'
import { blobPath, repositoryFolder } from './cache-layout.ts'
import { isThere } from './download-blob.ts'
import type { PlannedFile, PullPlan } from './plan-pull.ts'

/**
 * Reads every file of a plan that is here, where readers open it and where its blob lies, and removes what has not the
 * content that the plan says. Without a network the digest is known from the name of the blob; where there is none, the
 * file stays.
 *
 * @returns the bytes that have to be fetched again.
 */
export async function discardAltered(
  { id, cacheDir, files, folder }: PullPlan,
  signal?: AbortSignal,
): Promise<number> {
  const repository = repositoryFolder(cacheDir, id)
  let lost = 0
  for (const file of files.filter(({ digest }) => isBlobDigest(digest))) {
    const places = [join(folder, file.path), blobPath(repository, file.digest)]
    const there = await areRight(places, file, signal)
    const altered = [...there].filter(([, isRight]) => !isRight)
    for (const [path] of altered) await rm(path, { force: true })
    if (altered.length > 0 && altered.length === there.size) lost += file.bytes
  }
  return lost
}

/** Of the places that hold a file of the right size, whether it is right; what has two names is read once. */
async function areRight(
  places: readonly string[],
  file: PlannedFile,
  signal: AbortSignal | undefined,
): Promise<Map<string, boolean>> {
  const byContent = new Map<string, boolean>()
  const found = new Map<string, boolean>()
  for (const path of places) {
    if (!(await isThere(path, file))) continue
    const { dev, ino } = await stat(path, { bigint: true })
    const content = `${dev}:${ino}`
    const isRight = byContent.get(content) ?? (await hasDigest(path, file, signal))
    byContent.set(content, isRight)
    found.set(path, isRight)
  }
  return found
}

async function hasDigest(
  path: string,
  { digest, bytes }: PlannedFile,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const hash = beginDigest(digest, bytes)
  await hashFile(path, hash, signal)
  return hash.digest('hex') === digest
}
