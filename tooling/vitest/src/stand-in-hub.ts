import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** How an answer goes wrong. `after` counts bytes of the body that are sent before. */
export type HubFault =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** The connection breaks. */
  | { readonly kind: 'drop'; readonly after: number }
  /** The body ends too early, in good form. */
  | { readonly kind: 'truncate'; readonly after: number }
  /** Nothing more comes, and the connection stays. */
  | { readonly kind: 'stall'; readonly after: number }
  /** One byte is another. */
  | { readonly kind: 'alter'; readonly at: number }
  | { readonly kind: 'slow'; readonly pauseMs: number }
  /** More is sent than there is. */
  | { readonly kind: 'lengthen'; readonly by: number }
  /** Content-Length says more than is sent. */
  | { readonly kind: 'wrong-length'; readonly by: number }
  /** A request for a part is answered by the whole. */
  | { readonly kind: 'no-range' }
  /** A request for a part is answered by another part. */
  | { readonly kind: 'wrong-range'; readonly by: number }
  | { readonly kind: 'redirect'; readonly to: string }

export interface HubRequest {
  /** The hub itself, or the host that it redirects to for large files. */
  readonly server: 'hub' | 'content'
  readonly method: string
  readonly path: string
  /** First byte that is asked for. */
  readonly start: number
  readonly authorization: string | undefined
}

export interface HubRepository {
  readonly id: string
  readonly files: Readonly<Record<string, Uint8Array | string>>
  /** Only with this token. */
  readonly token?: string
  /** Only after its terms have been accepted, which here nobody has. */
  readonly gated?: boolean
  /** As some mirrors: a listing of bare names. */
  readonly namesOnly?: boolean
}

/** A server on this machine that speaks the protocol of the Hugging Face hub, and fails on request. */
export interface StandInHub extends AsyncDisposable {
  /** For HF_ENDPOINT. */
  readonly endpoint: string
  /** Every request so far. */
  readonly requests: HubRequest[]
  /** Decides what happens to a request. */
  fault: (request: HubRequest) => HubFault | undefined
  /** What `main` of a repository stands for now. */
  commitOf(id: string): string
  /** The name of a file's blob in a cache. */
  digestOf(id: string, path: string): string
  /** Adds a repository, or gives one new content. */
  put(repository: HubRepository): void
}

interface Stored {
  readonly content: Buffer
  readonly large: boolean
  readonly digest: string
  readonly gitDigest: string
}

/** Files from this size are kept as large ones are: by SHA-256, on another host. */
const LARGE_BYTES = 1000
const CHUNK_BYTES = 16_384

/** Starts a hub with these repositories, and a second host for its large files. */
export async function startHub(...repositories: readonly HubRepository[]): Promise<StandInHub> {
  const stored = new Map<string, { repository: HubRepository; commit: string; files: Map<string, Stored> }>()
  const byDigest = new Map<string, Buffer>()
  const requests: HubRequest[] = []

  const put = (repository: HubRepository): void => {
    const files = new Map(Object.entries(repository.files).map(([path, data]) => [path, store(data)]))
    for (const { digest, content } of files.values()) byDigest.set(digest, content)
    const tree = [...files].map(([path, { digest }]) => `${path} ${digest}\n`).join('')
    const commit = createHash('sha1').update(`${repository.id}\n${tree}`).digest('hex')
    stored.set(repository.id, { repository, commit, files })
  }
  for (const repository of repositories) put(repository)

  const hub: Omit<StandInHub, typeof Symbol.asyncDispose> = {
    endpoint: '',
    requests,
    fault: () => undefined,
    commitOf: (id) => stored.get(id)!.commit,
    digestOf: (id, path) => stored.get(id)!.files.get(path)!.digest,
    put,
  }

  const answer = async (
    server: HubRequest['server'],
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const url = new URL(request.url!, 'http://127.0.0.1')
    const seen: HubRequest = {
      server,
      method: request.method!,
      path: decodeURIComponent(url.pathname),
      start: Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0),
      authorization: request.headers.authorization,
    }
    requests.push(seen)
    const fault = hub.fault(seen)
    if (fault?.kind === 'status') return end(response, fault.status, fault.headers)
    if (fault?.kind === 'redirect') return end(response, 302, { location: fault.to })
    if (server === 'content') {
      const content = byDigest.get(seen.path.slice(1))
      return content ? send(response, content, seen, fault) : end(response, 404)
    }
    await answerAsHub(response, seen, fault)
  }

  const answerAsHub = async (
    response: ServerResponse,
    seen: HubRequest,
    fault: HubFault | undefined,
  ): Promise<void> => {
    const [, id, revision, path] =
      /^\/api\/models\/([^/]+\/[^/]+)\/revision\/(.+?)()$/.exec(seen.path) ??
      /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(seen.path) ??
      []
    const found = stored.get(id ?? '')
    const { token, gated, namesOnly } = found?.repository ?? {}
    if (!found || (token !== undefined && seen.authorization !== `Bearer ${token}`))
      return end(response, 401, { 'x-error-code': 'RepoNotFound' })
    if (gated) return end(response, 403, { 'x-error-code': 'GatedRepo' })
    if (revision !== 'main' && revision !== found.commit)
      return end(response, 404, { 'x-error-code': 'RevisionNotFound' })
    if (!path) {
      const siblings = [...found.files].map(([rfilename, file]) => ({
        rfilename,
        ...(namesOnly
          ? {}
          : {
              size: file.content.length,
              blobId: file.gitDigest,
              ...(file.large
                ? { lfs: { sha256: file.digest, size: file.content.length, pointerSize: 130 } }
                : {}),
            }),
      }))
      const listing = JSON.stringify({ id, sha: found.commit, siblings })
      return send(response, Buffer.from(listing), { ...seen, start: 0 }, fault)
    }
    const file = found.files.get(path)
    if (!file) return end(response, 404, { 'x-error-code': 'EntryNotFound' })
    const headers = { 'x-repo-commit': found.commit }
    if (!file.large)
      return send(response, file.content, seen, fault, { ...headers, etag: `"${file.digest}"` })
    end(response, 302, {
      ...headers,
      location: `${address(content)}/${file.digest}?signature=secret`,
      'x-linked-etag': `"${file.digest}"`,
      'x-linked-size': String(file.content.length),
    })
  }

  const own = createServer((request, response) => void answer('hub', request, response))
  const content = createServer((request, response) => void answer('content', request, response))
  await Promise.all([listen(own), listen(content)])
  return Object.assign(hub, {
    endpoint: address(own),
    async [Symbol.asyncDispose]() {
      await Promise.all([close(own), close(content)])
    },
  })
}

function store(data: Uint8Array | string): Stored {
  const content = Buffer.from(data as Uint8Array)
  const large = content.length >= LARGE_BYTES
  const gitDigest = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
  const digest = large ? createHash('sha256').update(content).digest('hex') : gitDigest
  return { content, large, digest, gitDigest }
}

async function send(
  response: ServerResponse,
  content: Buffer,
  { start: asked, method }: HubRequest,
  fault: HubFault | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  response.on('error', () => {})
  const start = fault?.kind === 'no-range' ? 0 : asked
  if (start > 0 && start >= content.length) return end(response, 416)
  const first = fault?.kind === 'wrong-range' ? Math.max(0, start - fault.by) : start
  let body = content.subarray(first)
  if (fault?.kind === 'alter' && body.length > 0) {
    body = Buffer.from(body)
    body[fault.at % body.length]! ^= 0x20
  }
  if (fault?.kind === 'lengthen') body = Buffer.concat([body, Buffer.alloc(fault.by)])
  const lastByte = content.length - 1
  response.writeHead(start > 0 ? 206 : 200, {
    ...headers,
    ...(start > 0 ? { 'content-range': `bytes ${first}-${lastByte}/${content.length}` } : {}),
    ...(fault?.kind === 'truncate' || fault?.kind === 'lengthen'
      ? {}
      : { 'content-length': body.length + (fault?.kind === 'wrong-length' ? fault.by : 0) }),
  })
  if (method === 'HEAD') return void response.end()
  const stopsAt =
    fault && 'after' in fault ? Math.min(fault.after, Math.max(0, body.length - 1)) : body.length
  for (let sent = 0; sent < stopsAt; sent += CHUNK_BYTES) {
    if (response.destroyed) return
    const chunk = body.subarray(sent, Math.min(stopsAt, sent + CHUNK_BYTES))
    if (!response.write(chunk)) await drained(response)
    if (fault?.kind === 'slow') await wait(fault.pauseMs)
  }
  if (fault?.kind === 'stall') return
  // Written bytes reach the other side before the connection breaks.
  if (fault?.kind === 'drop' || fault?.kind === 'wrong-length') return void response.socket?.end()
  response.end()
}

/** Resolves when more can be written, or nobody reads any more. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.on('drain', done).on('close', done)
  })
}

function end(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-length': '0', ...headers }).end()
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
}

function address(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
