import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

// With the built package, whose threads once inherited `--input-type`, with which Node runs no file.
test('a script on the command line can score', async () => {
  const script = `
    import { loadScorer } from '@deqa/model'
    const scorer = await loadScorer('deqa-mini')
    const image = { width: 64, height: 48, channels: 3, data: new Uint8Array(64 * 48 * 3).fill(77) }
    console.log((await scorer.score(image)).model)
    await scorer.dispose()`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  })
  expect(stdout).toBe('deqa-mini\n')
})
