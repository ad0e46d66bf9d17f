import { expect, test } from 'vitest'
import { orAborted } from './or-aborted.ts'

const never = new Promise<never>(() => {})

test('gives the outcome of the promise', async () => {
  const { signal } = new AbortController()
  expect(await orAborted(Promise.resolve(1), undefined)).toBe(1)
  expect(await orAborted(Promise.resolve(2), signal)).toBe(2)
  await expect(orAborted(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken')
})

test('gives the reason of the signal, before or during the wait', async () => {
  await expect(orAborted(never, AbortSignal.abort(new Error('before')))).rejects.toThrow('before')
  const controller = new AbortController()
  const waiting = orAborted(never, controller.signal)
  controller.abort(new Error('during'))
  await expect(waiting).rejects.toThrow('during')
})
