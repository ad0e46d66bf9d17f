import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

// Half a minute on an idle machine.
test('a hundred more loads in one process do not grow its memory', { timeout: 240_000 }, async () => {
  const script = fileURLToPath(new URL('load-and-dispose.mjs', import.meta.url))
  // One arena for all threads: with one for each, where glibc makes them, what is resident differs by a fifth from run to run.
  const env = { ...process.env, MALLOC_ARENA_MAX: '1' }
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script], { env })
  const [early, late] = JSON.parse(stdout) as [number, number]
  process.stdout.write(`resident memory in the first 100 loads ${early}, in the next 100 ${late}\n`)
  // 10 % is the promise; what is above it would be a session that was not freed (about 4 MB each).
  expect(late).toBeLessThanOrEqual(1.1 * early)
})
