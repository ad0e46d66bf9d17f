import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('a hundred loads in one process do not grow its memory', async () => {
  const script = fileURLToPath(new URL('load-and-dispose.mts', import.meta.url))
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', '--conditions=@deqa/source', '--import=tsx', script],
    // `tsx` is this package's, whichever folder the suite was started from.
    { cwd: fileURLToPath(new URL('..', import.meta.url)) },
  )
  const [early, late] = JSON.parse(stdout) as [number, number]
  process.stdout.write(`resident memory after 10 loads ${early}, after 110 loads ${late}\n`)
  // 10 % is the promise; what is above it would be a session that was not freed (about 4 MB each).
  expect(late).toBeLessThanOrEqual(1.1 * early)
})
