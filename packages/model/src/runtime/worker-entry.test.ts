import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { workerEntry } from './worker-entry.ts'

// Run from source is what the tests of everything with threads do.
test('built, the thread runs whatever the process was started with', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'deqa-worker-entry-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(
    join(folder, 'tell.js'),
    `const { parentPort } = require('node:worker_threads')
     const { heap_size_limit } = require('node:v8').getHeapStatistics()
     parentPort.postMessage({ limit: heap_size_limit, required: globalThis.required })`,
  )
  await writeFile(join(folder, 'require.cjs'), 'globalThis.required = true')
  const entry = workerEntry(pathToFileURL(join(folder, 'main.js')).href, 'tell')
  const script = `
    import { Worker } from 'node:worker_threads'
    import { getHeapStatistics } from 'node:v8'
    const { filename, ...options } = ${JSON.stringify(entry)}
    const worker = new Worker(new URL(filename), options)
    worker.on('message', ({ limit, required }) => {
      console.log(JSON.stringify({ isLimited: limit === getHeapStatistics().heap_size_limit, required }))
    })`
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--max-old-space-size=300', '--input-type=module', '--eval', script],
    { env: { ...process.env, NODE_OPTIONS: `--require=${join(folder, 'require.cjs')}` } },
  )
  expect(JSON.parse(stdout)).toEqual({ isLimited: true, required: true })
})
