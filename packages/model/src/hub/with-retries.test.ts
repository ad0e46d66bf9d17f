import { describe, expect, test } from 'vitest'
import { HubIntegrityError, HubNetworkError } from './errors.ts'
import { standardPolicy } from './transfer-policy.ts'
import { parseRetryAfter, withRetries } from './with-retries.ts'

const policy = { ...standardPolicy, attempts: 3, firstDelayMs: 1, longestDelayMs: 2 }
const lost = new HubNetworkError('a/b', 'lost', { transient: true })

function failing(...errors: readonly unknown[]) {
  const left = [...errors]
  let attempts = 0
  return {
    attempt: async () => {
      attempts++
      if (left.length > 0) throw left.shift()
      return 'done'
    },
    attempts: () => attempts,
  }
}

test('a transient failure is tried again', async () => {
  const { attempt, attempts } = failing(lost, lost)
  expect(await withRetries(attempt, { policy })).toBe('done')
  expect(attempts()).toBe(3)
})

test('not more often than the policy says', async () => {
  const { attempt, attempts } = failing(lost, lost, lost)
  await expect(withRetries(attempt, { policy })).rejects.toBe(lost)
  expect(attempts()).toBe(3)
})

test('as long as attempts bring something, none is the last', async () => {
  const { attempt, attempts } = failing(...Array(20).fill(lost))
  expect(await withRetries(attempt, { policy, progress: attempts })).toBe('done')
})

test.each([
  ['another error', new HubIntegrityError('a/b', 'file', 'wrong')],
  ['a lasting failure', new HubNetworkError('a/b', 'no hub', { transient: false })],
  ['a wait that is too long', new HubNetworkError('a/b', 'busy', { transient: true, retryAfterMs: 600_001 })],
])('%s is thrown at once', async (_, error) => {
  const { attempt, attempts } = failing(error)
  await expect(withRetries(attempt, { policy })).rejects.toBe(error)
  expect(attempts()).toBe(1)
})

test('an abort ends the pause with its reason', async () => {
  const stop = new AbortController()
  const reason = new Error('enough')
  const long = { ...policy, firstDelayMs: 60_000, longestDelayMs: 60_000 }
  setTimeout(() => stop.abort(reason), 5)
  await expect(withRetries(failing(lost).attempt, { policy: long, signal: stop.signal })).rejects.toBe(reason)
})

describe('Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  test.each([
    ['120', 120_000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('%s', (header, ms) => {
    expect(parseRetryAfter(header, now)).toBe(ms)
  })
})
