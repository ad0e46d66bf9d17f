import { realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { hashFile } from '../model-folder/digest-file.ts'
import { beginDigest, isBlobDigest } from './blob-digest.ts'
import { isThere } from './download-blob.ts'
import type { PullPlan } from './plan-pull.ts'

/**
 * Reads every file of a plan that is here, and removes those whose content is not what the plan says. Without a
 * network the digest is known from the name of the blob; where there is none, the file stays.
 *
 * @returns the bytes that were removed.
 */
export async function discardAltered({ files, folder }: PullPlan, signal?: AbortSignal): Promise<number> {
  let removed = 0
  for (const file of files) {
    const pointer = join(folder, file.path)
    if (!isBlobDigest(file.digest) || !(await isThere(pointer, file))) continue
    const hash = beginDigest(file.digest, file.bytes)
    await hashFile(pointer, hash, signal)
    if (hash.digest('hex') === file.digest) continue
    const blob = await realpath(pointer)
    await Promise.all([rm(pointer), blob === pointer ? undefined : rm(blob, { force: true })])
    removed += file.bytes
  }
  return removed
}
