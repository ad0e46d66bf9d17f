import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockFile } from './file-lock.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-lock-'))
  path = join(folder, 'locks/one.lock')
})
afterEach(() => rm(folder, { recursive: true }))

/** The number of a process that has ended. */
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid

async function leaveLock(content: string, ageMs = 0): Promise<void> {
  await using _ = await lockFile(`${path}.other`)
  await writeFile(path, content)
  const then = new Date(Date.now() - ageMs)
  await utimes(path, then, then)
}

test('is there while it is held, and gone after', async () => {
  {
    await using lock = await lockFile(path)
    expect(existsSync(path)).toBe(true)
    expect(await lock.isHeld()).toBe(true)
  }
  expect(existsSync(path)).toBe(false)
})

test('one at a time, and each gets it', async () => {
  let inside = 0
  let most = 0
  const work = async () => {
    await using _ = await lockFile(path)
    most = Math.max(most, ++inside)
    await new Promise((resolve) => setTimeout(resolve, 1))
    inside--
    return 'done'
  }
  expect(await Promise.all(Array.from({ length: 6 }, work))).toEqual(Array(6).fill('done'))
  expect(most).toBe(1)
})

test('the lock of a process of this machine that has ended is free at once', async () => {
  await leaveLock(JSON.stringify({ host: hostname(), pid: deadPid() }))
  let waited = false
  await using lock = await lockFile(path, { onWait: () => (waited = true) })
  expect(await lock.isHeld()).toBe(true)
  expect(waited).toBe(false)
})

test.each([
  ['of another machine that has not shown itself', JSON.stringify({ host: 'elsewhere', pid: 1 }), 61_000],
  [
    'of a living process that has not shown itself',
    JSON.stringify({ host: hostname(), pid: process.pid }),
    61_000,
  ],
  ['that nobody signed', '', 2100],
])('a lock %s is free', async (_, content, ageMs) => {
  await leaveLock(content, ageMs)
  await using lock = await lockFile(path)
  expect(await lock.isHeld()).toBe(true)
})

test.each([
  ['of another machine', JSON.stringify({ host: 'elsewhere', pid: 1 })],
  ['of this process', JSON.stringify({ host: hostname(), pid: process.pid })],
  ['that was made this moment', ''],
])('a lock %s is waited for, until the wait is given up', async (_, content) => {
  await leaveLock(content)
  const stop = new AbortController()
  const reason = new Error('enough')
  const waiting = lockFile(path, { signal: stop.signal, onWait: () => stop.abort(reason) })
  await expect(waiting).rejects.toBe(reason)
  expect(existsSync(path)).toBe(true)
})

test('the folder of the locks may be removed while one is waited for', async () => {
  await leaveLock(JSON.stringify({ host: 'elsewhere', pid: 1 }))
  const waiting = lockFile(path, { onWait: () => rmSync(dirname(path), { recursive: true }) })
  await using lock = await waiting
  expect(await lock.isHeld()).toBe(true)
})

test('a folder in which nothing can be created is an error at once', async () => {
  await writeFile(join(folder, 'locks'), '')
  await expect(lockFile(path)).rejects.toMatchObject({
    code: 'FILE_INACCESSIBLE',
    path: join(folder, 'locks'),
    systemCode: 'EEXIST',
  })
})

test('whoever lost a lock does not remove the one that is there now', async () => {
  {
    await using lock = await lockFile(path)
    await writeFile(path, 'of another')
    expect(await lock.isHeld()).toBe(false)
  }
  expect(existsSync(path)).toBe(true)
})
