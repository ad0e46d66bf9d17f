import { HubAccessError, type HubError, HubNetworkError, HubNotFoundError } from './errors.ts'
import type { ConnectionSettings, HubResponse } from './hub-connection.ts'
import { parseRetryAfter } from './with-retries.ts'

const TRANSIENT = new Set([408, 425, 429, 500, 502, 503, 504])

export interface Asked extends Pick<ConnectionSettings, 'id' | 'endpoint' | 'token'> {
  /** Whether the hub itself answered, not a host that it redirected to. */
  readonly atHub: boolean
}

/** The error for an answer that is none of those wanted. Discards its body. */
export async function statusError({ status, headers, body }: HubResponse, asked: Asked): Promise<HubError> {
  body.destroy()
  const { id, endpoint, token, atHub } = asked
  const reason = headers['x-error-code']
  // Addresses of a content network are signed for a while only; the hub gives a new one.
  if (TRANSIENT.has(status) || (!atHub && [400, 401, 403, 404, 410].includes(status))) {
    const retryAfterMs = parseRetryAfter(headers['retry-after'])
    const wait = retryAfterMs === undefined ? '' : ` and asks to wait ${Math.ceil(retryAfterMs / 1000)} s`
    return new HubNetworkError(id, `the hub answers with status ${status}${wait}`, {
      status,
      transient: true,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    })
  }
  if (reason === 'RevisionNotFound') {
    return new HubNotFoundError(id, 'the hub has no such revision', 'Name a branch, a tag or a commit of it.')
  }
  if (reason === 'EntryNotFound') {
    return new HubNotFoundError(id, 'the hub lists a file that it does not have', 'Try again in a while.')
  }
  if (reason === 'GatedRepo' || status === 403) {
    return new HubAccessError(
      id,
      'access to it must be granted first',
      `Accept its terms at ${endpoint}/${id}, and set HF_TOKEN to a token of that account.`,
    )
  }
  if (status === 401 && token !== undefined && reason !== 'RepoNotFound') {
    return new HubAccessError(
      id,
      'the hub does not accept the token',
      'Set HF_TOKEN to a valid one, or unset it.',
    )
  }
  if (status === 401 || status === 404) {
    const advice =
      token === undefined
        ? 'If it is private, set HF_TOKEN.'
        : 'If it is private, check whose token HF_TOKEN is.'
    return new HubNotFoundError(
      id,
      `there is no such public repository at ${endpoint}`,
      `Check the name. ${advice}`,
    )
  }
  return new HubNetworkError(id, `the hub answers with status ${status}`, { status, transient: false })
}
