import { readFile } from 'node:fs/promises'
import { parseJson } from '../checkpoint/parse-json.ts'
import { beginDigest } from './blob-digest.ts'
import { blobPath, type RepositoryFolder } from './cache-layout.ts'
import { HubIntegrityError } from './errors.ts'
import type { HubConnection } from './hub-connection.ts'
import type { HubFile } from './list-repository.ts'

const MAX_JSON_BYTES = 25_000_000

/**
 * A small file of a repository, from the cache or the hub, checked against its digest. Nothing is written.
 *
 * @throws {HubIntegrityError} if it is large, or not what the hub says it is.
 * @throws {CheckpointCorruptError} if it is not JSON.
 */
export async function readHubJson(
  connection: HubConnection,
  repository: RepositoryFolder,
  commit: string,
  { path, digest, bytes }: HubFile,
): Promise<unknown> {
  const { id } = connection.settings
  if (bytes > MAX_JSON_BYTES) throw new HubIntegrityError(id, path, `is larger than ${MAX_JSON_BYTES} bytes`)
  const isRight = (content: Buffer) => beginDigest(digest, bytes).update(content).digest('hex') === digest
  const cached = await readFile(blobPath(repository, digest)).catch(() => undefined)
  if (cached && isRight(cached)) return parseJson(cached, path)
  const content = await connection.bytes(connection.fileAddress(commit, path), bytes)
  if (!isRight(content)) throw new HubIntegrityError(id, path, `its content has not the digest ${digest}`)
  return parseJson(content, path)
}
