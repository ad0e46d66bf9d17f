import { setTimeout as wait } from 'node:timers/promises'
import { HubNetworkError } from './errors.ts'
import type { TransferPolicy } from './transfer-policy.ts'

export interface RetryOptions {
  readonly policy: TransferPolicy
  readonly signal?: AbortSignal | undefined
  /** Grows while an attempt gets somewhere. As long as attempts do, none is the last. */
  readonly progress?: () => number
}

/**
 * Tries again after a transient failure, with pauses that double, or as long as the hub asks for.
 * @throws the last error, or any other error at once, or the signal's reason.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  { policy, signal, progress = () => 0 }: RetryOptions,
): Promise<T> {
  let failures = 0
  let furthest = progress()
  for (;;) {
    signal?.throwIfAborted()
    try {
      return await attempt()
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof HubNetworkError && error.transient)) throw error
      if (progress() > furthest) {
        furthest = progress()
        failures = 0
      }
      failures++
      const asked = error.retryAfterMs ?? 0
      if (failures >= policy.attempts || asked > policy.longestRetryAfterMs) throw error
      await pause(Math.max(asked, backoffMs(failures, policy)), signal)
    }
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await wait(ms, undefined, signal && { signal }).catch((error: unknown) => {
    signal?.throwIfAborted()
    throw error
  })
}

/** Varied, so that many clients of a hub that has come back do not all return at once. */
function backoffMs(failures: number, { firstDelayMs, longestDelayMs }: TransferPolicy): number {
  const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1))
  return delay * (0.5 + Math.random() / 2)
}

/** Milliseconds that a `Retry-After` header asks for: a number of seconds, or a date. */
export function parseRetryAfter(header: string | undefined, now: number = Date.now()): number | undefined {
  if (header === undefined) return undefined
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
