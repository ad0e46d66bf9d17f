import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defaultThreads } from './default-threads.ts'

async function threadsOf(siblings: readonly string[]): Promise<number | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'deqa-cpus-'))
  try {
    await mkdir(join(folder, 'cpufreq'))
    for (const [i, list] of siblings.entries()) {
      await mkdir(join(folder, `cpu${i}`, 'topology'), { recursive: true })
      await writeFile(join(folder, `cpu${i}`, 'topology', 'thread_siblings_list'), `${list}\n`)
    }
    return defaultThreads(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('there is one for each physical core, and no more than the process may use', async () => {
  const usable = availableParallelism()
  expect(await threadsOf(['0-1', '0-1'])).toBe(1)
  expect(await threadsOf(['0', '1'])).toBe(Math.min(2, usable))
  expect(await threadsOf(['0,2', '1,3', '0,2', '1,3'])).toBe(Math.min(2, usable))
  expect(await threadsOf(Array.from({ length: 4 * usable }, (_, i) => `${i}`))).toBe(usable)
})

test('a system that does not say leaves it to the runtime', async () => {
  expect(await threadsOf([])).toBeUndefined()
  expect(defaultThreads(join(tmpdir(), 'there is no such folder'))).toBeUndefined()
})
