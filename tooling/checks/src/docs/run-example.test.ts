import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { repository } from '../repository.ts'
import { runExample } from './run-example.ts'

const run = (kind: 'module' | 'shell', code: string, path = 'README.md') =>
  runExample(path, { kind, code, line: 1, output: undefined })

test('a module of a package imports that package, built, and leaves no file', async () => {
  const folder = 'packages/soft-label'
  const code = `
    import { LEVEL_NAMES } from '@deqa/soft-label'
    const count: number = LEVEL_NAMES.length
    console.log(count, import.meta.resolve('@deqa/soft-label'))`
  const { code: exit, stdout, stderr } = await run('module', code, `${folder}/README.md`)
  expect(stderr).toBe('')
  expect(stdout).toBe(`5 ${pathToFileURL(join(repository, folder, 'dist/index.js'))}\n`)
  expect(exit).toBe(0)
  expect(readdirSync(join(repository, folder)).filter((name) => name.startsWith('.example'))).toEqual([])
})

test('a module of any other document imports every package', async () => {
  const { stdout, stderr } = await run(
    'module',
    "import '@deqa/metrics'; import '@deqa/datasets'; console.log('all')",
  )
  expect(stderr).toBe('')
  expect(stdout).toBe('all\n')
})

test('a failing example fails: an exception, a command in the middle, a missing file in a pipe', async () => {
  expect((await run('module', 'throw new Error("on purpose")')).code).not.toBe(0)
  expect((await run('shell', 'false\necho done')).code).toBe(1)
  expect((await run('shell', 'cat none-of-ours | sort')).code).toBe(1)
})

test('a shell block starts in the root folder', async () => {
  expect((await run('shell', 'cat pnpm-workspace.yaml | head -1')).stdout).toBe('packages:\n')
})
