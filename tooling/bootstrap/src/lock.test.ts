import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { exclusively } from './lock.mjs'

let lock: string
let told: string[]
beforeEach(() => {
  told = []
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => told.push(String(text)) > 0)
  onTestFinished(() => write.mockRestore())
  const folder = mkdtempSync(join(tmpdir(), 'deqa-lock-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  lock = join(folder, 'inner', 'lock')
})

test('works never overlap, each gives its own result, and who waits says so once', async () => {
  let inside = 0
  const work = async (result: string) => {
    expect(++inside).toBe(1)
    await sleep(20)
    inside--
    return result
  }
  const results = await Promise.all(['a', 'b', 'c'].map((name) => exclusively(() => work(name), lock)))
  expect(results).toEqual(['a', 'b', 'c'])
  expect(existsSync(lock)).toBe(false)
  expect(told).toEqual(Array(2).fill('deqa: waiting for another command that prepares this clone\n'))
})

test('a failing work passes its error on and lets the next one in', async () => {
  await expect(exclusively(() => Promise.reject(new Error('no')), lock)).rejects.toThrow('no')
  await expect(exclusively(async () => 1, lock)).resolves.toBe(1)
})

test('a lock that nobody touches any more is taken over', async () => {
  mkdirSync(lock, { recursive: true })
  const longAgo = new Date(Date.now() - 60_000)
  utimesSync(lock, longAgo, longAgo)
  await expect(exclusively(async () => 1, lock)).resolves.toBe(1)
  expect(told).toEqual([])
})
