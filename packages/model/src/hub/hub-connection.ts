import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { HubIntegrityError, HubNetworkError, HubSettingInvalidError } from './errors.ts'
import { statusError } from './status-error.ts'
import type { TransferPolicy } from './transfer-policy.ts'
import { withRetries } from './with-retries.ts'

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const MAX_REDIRECTS = 6

/** The part of an answer that matters here. Its body must be read or destroyed. */
export interface HubResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Readable
}

export interface ConnectionSettings {
  readonly id: string
  readonly endpoint: string
  readonly token: string | undefined
  readonly policy: TransferPolicy
  readonly signal: AbortSignal | undefined
}

/**
 * Asks one hub for one repository. Goes through the proxies of the environment (`HTTPS_PROXY`, `HTTP_PROXY`,
 * `NO_PROXY`). The token is sent to the hub's own origin alone; a redirect to another one goes without it, and none
 * leads from https to http. Every failure is a `HubError` or the signal's reason.
 */
export class HubConnection implements AsyncDisposable {
  readonly settings: ConnectionSettings
  readonly #request: typeof import('undici').request
  readonly #dispatcher: Dispatcher
  readonly #origin: string

  private constructor(
    settings: ConnectionSettings,
    request: typeof import('undici').request,
    dispatcher: Dispatcher,
  ) {
    this.settings = settings
    this.#request = request
    this.#dispatcher = dispatcher
    this.#origin = new URL(settings.endpoint).origin
  }

  static async open(settings: ConnectionSettings): Promise<HubConnection> {
    // Loaded here, since whoever has the model already needs no network.
    const { EnvHttpProxyAgent, request } = await import('undici')
    const { idleTimeoutMs } = settings.policy
    try {
      const dispatcher = new EnvHttpProxyAgent({
        headersTimeout: idleTimeoutMs,
        bodyTimeout: idleTimeoutMs,
        connect: { timeout: idleTimeoutMs },
        proxyTunnel: false,
      })
      return new HubConnection(settings, request, dispatcher)
    } catch (cause) {
      const got = (cause as Error).message
      throw new HubSettingInvalidError(settings.id, 'HTTP_PROXY, HTTPS_PROXY', 'an address', got, { cause })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispatcher.destroy()
  }

  /** Address of a file at a commit. */
  fileAddress(commit: string, path: string): URL {
    const { endpoint, id } = this.settings
    return new URL(`${endpoint}/${id}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`)
  }

  /**
   * One request, without another try: an answer of 200, 206 or 416, or an error.
   * @param range - first byte that is wanted; 0 for all.
   */
  async get(url: URL, range = 0): Promise<HubResponse> {
    const headers = range > 0 ? { range: `bytes=${range}-` } : {}
    const { response, atHub } = await this.#follow('GET', url, headers, () => true)
    if ([200, 206, 416].includes(response.status)) return response
    throw await statusError(response, { ...this.settings, atHub })
  }

  /** What the hub itself says about a file, which it may keep elsewhere. */
  async head(url: URL): Promise<HubResponse['headers']> {
    const stays = (next: URL): boolean => next.origin === this.#origin
    return await withRetries(async () => {
      const { response, atHub } = await this.#follow('HEAD', url, {}, stays)
      if (response.status >= 400) throw await statusError(response, { ...this.settings, atHub })
      response.body.destroy()
      return response.headers
    }, this.settings)
  }

  /** The whole of a small answer. */
  async bytes(url: URL, maxBytes: number): Promise<Buffer> {
    return await withRetries(async () => {
      const chunks: Buffer[] = []
      let length = 0
      for await (const chunk of this.chunks(await this.get(url))) {
        length += chunk.length
        if (length > maxBytes) {
          throw new HubIntegrityError(this.settings.id, url.pathname, `is larger than ${maxBytes} bytes`)
        }
        chunks.push(chunk)
      }
      return Buffer.concat(chunks)
    }, this.settings)
  }

  /** The body of an answer as it comes; ends with a transient error when the connection does. */
  async *chunks({ body }: HubResponse): AsyncGenerator<Buffer, void, undefined> {
    try {
      for await (const chunk of body) yield chunk as Buffer
    } catch (cause) {
      throw this.#lost(cause, 'the connection was lost')
    } finally {
      body.destroy()
    }
  }

  async #follow(
    method: 'GET' | 'HEAD',
    start: URL,
    headers: Readonly<Record<string, string>>,
    follows: (next: URL) => boolean,
  ): Promise<{ response: HubResponse; atHub: boolean }> {
    const { id, token } = this.settings
    let url = start
    for (let redirects = 0; ; redirects++) {
      const atHub = url.origin === this.#origin
      const response = await this.#send(method, url, {
        ...headers,
        'accept-encoding': 'identity',
        'user-agent': 'deqa',
        ...(atHub && token !== undefined ? { authorization: `Bearer ${token}` } : {}),
      })
      const { location } = response.headers
      if (!REDIRECTS.has(response.status) || location === undefined) return { response, atHub }
      const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined
      if (next && !follows(next)) return { response, atHub }
      response.body.destroy()
      if (
        !next ||
        !/^https?:$/.test(next.protocol) ||
        (url.protocol === 'https:' && next.protocol === 'http:')
      ) {
        const where = next?.origin ?? 'a place that is no address'
        throw new HubNetworkError(id, `${url.origin} redirects to ${where}, which is not followed`, {
          transient: false,
        })
      }
      if (redirects === MAX_REDIRECTS) {
        throw new HubNetworkError(id, `${start.origin} redirects more than ${MAX_REDIRECTS} times`, {
          transient: false,
        })
      }
      url = next
    }
  }

  async #send(method: 'GET' | 'HEAD', url: URL, headers: Record<string, string>): Promise<HubResponse> {
    const { signal } = this.settings
    try {
      const {
        statusCode,
        headers: answered,
        body,
      } = await this.#request(url, {
        method,
        headers,
        dispatcher: this.#dispatcher,
        ...(signal ? { signal } : {}),
      })
      // An abort after the last byte was read would otherwise be an error that nobody handles.
      body.on('error', () => {})
      const single = Object.entries(answered).map(([name, value]) => [
        name,
        Array.isArray(value) ? value[0] : value,
      ])
      return { status: statusCode, headers: Object.fromEntries(single), body }
    } catch (cause) {
      throw this.#lost(cause, `cannot reach ${url.origin}`)
    }
  }

  /** The reason of an abort, or a transient error. */
  #lost(cause: unknown, problem: string): unknown {
    const { signal, id } = this.settings
    if (signal?.aborted) return signal.reason
    const { code, message } = cause as NodeJS.ErrnoException
    return new HubNetworkError(id, `${problem} (${message || code})`, { transient: true, cause })
  }
}
