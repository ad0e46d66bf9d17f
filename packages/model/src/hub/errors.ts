import { DeqaError, type DeqaErrorCode, type DeqaErrorOptions } from '../errors.ts'

/** The base of what can go wrong between this machine and a model hub. What was downloaded so far is kept. */
export class HubError extends DeqaError {
  /** What was asked for, such as `zhiyuanyou/DeQA-Score-Mix3`. */
  readonly id: string

  constructor(code: DeqaErrorCode, id: string, problem: string, options?: DeqaErrorOptions) {
    super(code, `${id}: ${problem}`, options)
    this.id = id
  }
}

/** Thrown for a name that no repository on a hub can have. */
export class HubIdInvalidError extends HubError {
  constructor(id: string) {
    super('HUB_ID_INVALID', id, 'is not the name of a repository on the hub', {
      advice: 'Name it as owner/name, such as zhiyuanyou/DeQA-Score-Mix3.',
    })
  }
}

/** Thrown for a setting, such as an address, that cannot be used. */
export class HubSettingInvalidError extends HubError {
  /** The option or environment variable. */
  readonly setting: string

  constructor(id: string, setting: string, expected: string, got: string, options?: DeqaErrorOptions) {
    super('HUB_SETTING_INVALID', id, `${setting}: expected ${expected}, got ${got}`, options)
    this.setting = setting
  }
}

/** Thrown when the hub has no such repository, revision or file. */
export class HubNotFoundError extends HubError {
  constructor(id: string, problem: string, advice: string) {
    super('HUB_NOT_FOUND', id, problem, { advice })
  }
}

/** Thrown when the hub does not let this user in: no token, a wrong one, or terms that were not accepted. */
export class HubAccessError extends HubError {
  constructor(id: string, problem: string, advice: string) {
    super('HUB_ACCESS_DENIED', id, problem, { advice })
  }
}

/** Thrown when the network may not be used and the cache does not hold all that is needed. */
export class HubOfflineError extends HubError {
  /** Names of files that are known to be missing; empty if nothing is known of the repository. */
  readonly missing: readonly string[]

  constructor(id: string, problem: string, missing: readonly string[] = []) {
    super('HUB_OFFLINE', id, problem, {
      advice: `Pull it where the network may be used: without HF_HUB_OFFLINE, deqa pull ${id}`,
    })
    this.missing = missing
  }
}

/** Thrown when what the hub sends is, after another try, not what it says the file holds. */
export class HubIntegrityError extends HubError {
  readonly file: string

  constructor(
    id: string,
    file: string,
    problem: string,
    advice = 'Nothing was kept of it. Try again; if it happens again, try another network or HF_ENDPOINT.',
  ) {
    super('HUB_INTEGRITY', id, `${file}: ${problem}`, { advice })
    this.file = file
  }
}

export interface HubNetworkErrorOptions {
  /** HTTP status, if there was an answer. */
  readonly status?: number
  /** Whether the same request may succeed later. */
  readonly transient: boolean
  /** How long the hub asked to wait. */
  readonly retryAfterMs?: number
  readonly advice?: string
  readonly cause?: unknown
}

/** Thrown when the hub cannot be reached, keeps failing, or does not answer as a hub does. */
export class HubNetworkError extends HubError {
  readonly status: number | undefined
  readonly transient: boolean
  readonly retryAfterMs: number | undefined

  constructor(id: string, problem: string, options: HubNetworkErrorOptions) {
    const { status, transient, retryAfterMs, cause } = options
    const advice =
      options.advice ??
      (transient
        ? 'Check the network, proxy (HTTPS_PROXY) and HF_ENDPOINT, and pull again: what is there is kept.'
        : 'Check that HF_ENDPOINT is the address of a Hugging Face hub or a mirror of it.')
    super('HUB_NETWORK', id, problem, { advice, cause })
    this.status = status
    this.transient = transient
    this.retryAfterMs = retryAfterMs
  }
}
