import { z } from 'zod'
import { isBlobDigest } from './blob-digest.ts'
import { COMMIT } from './cache-layout.ts'
import { HubIntegrityError, HubNetworkError } from './errors.ts'
import type { HubConnection } from './hub-connection.ts'

/** A file of a repository as the hub describes it. */
export interface HubFile {
  /** Path within the repository, with slashes. */
  readonly path: string
  readonly bytes: number
  /** SHA-256 of a large file, git's SHA-1 of a small one; also the name of its blob in the cache. */
  readonly digest: string
}

/** What a repository holds at one commit. */
export interface RepositoryListing {
  readonly commit: string
  readonly paths: readonly string[]
  /** The size and digest of one of its files. */
  describe(path: string): Promise<HubFile>
}

const MAX_LISTING_BYTES = 25_000_000

const count = z.int().nonnegative()
const schema = z.object({
  sha: z.string().regex(COMMIT),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: count.optional(),
      blobId: z.string().optional(),
      lfs: z.object({ sha256: z.string(), size: count }).nullish(),
    }),
  ),
})

/**
 * Lists a repository by one request, so that commit and files belong together. Mirrors that leave sizes and digests
 * out are asked for them file by file, in the headers of a HEAD request.
 */
export async function listRepository(
  connection: HubConnection,
  revision: string,
): Promise<RepositoryListing> {
  const { id, endpoint } = connection.settings
  const url = new URL(`${endpoint}/api/models/${id}/revision/${encodeURIComponent(revision)}?blobs=true`)
  const { sha: commit, siblings } = parseListing(id, url, await connection.bytes(url, MAX_LISTING_BYTES))
  const described = new Map<string, Partial<HubFile>>()
  for (const { rfilename: path, size, blobId, lfs } of siblings) {
    if (!isSafePath(path)) continue
    const file = lfs ? { bytes: lfs.size, digest: lfs.sha256 } : { bytes: size, digest: blobId }
    described.set(path, file as Partial<HubFile>)
  }
  return {
    commit,
    paths: [...described.keys()],
    async describe(path) {
      const { bytes, digest } = described.get(path)!
      const file = { path, bytes: bytes ?? Number.NaN, digest: digest ?? '' }
      return isDescribed(file) ? file : await describeByHeaders(connection, commit, path)
    },
  }
}

function parseListing(id: string, url: URL, bytes: Buffer): z.infer<typeof schema> {
  let answer: unknown
  try {
    answer = JSON.parse(bytes.toString('utf8'))
  } catch {
    // The schema refuses `undefined` too.
  }
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  throw new HubNetworkError(
    id,
    `${url.origin} does not answer as a hub does\n${z.prettifyError(parsed.error)}`,
    {
      transient: false,
    },
  )
}

async function describeByHeaders(connection: HubConnection, commit: string, path: string): Promise<HubFile> {
  const headers = await connection.head(connection.fileAddress(commit, path))
  const etag = headers['x-linked-etag'] ?? headers['etag'] ?? ''
  const file = {
    path,
    bytes: Number(headers['x-linked-size'] ?? headers['content-length'] ?? Number.NaN),
    digest: etag.replace(/^W\//, '').replace(/^"(.*)"$/, '$1'),
  }
  if (isDescribed(file)) return file
  throw new HubIntegrityError(
    connection.settings.id,
    path,
    'the hub tells no size and digest by which it could be checked',
    'Use another mirror (HF_ENDPOINT).',
  )
}

function isDescribed({ bytes, digest }: HubFile): boolean {
  return Number.isSafeInteger(bytes) && bytes >= 0 && isBlobDigest(digest)
}

/** Whether a path stays below the folder it is joined to, on any system. Others are as good as not there. */
function isSafePath(path: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are among what is refused
  return !/[\\:\u0000-\u001f]/.test(path) && path.split('/').every((part) => !/^\.{0,2}$/.test(part))
}
