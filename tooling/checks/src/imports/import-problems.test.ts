import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { importProblems } from './import-problems.ts'

let root: string
beforeEach(() => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'deqa-imports-')))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  root = folder
  for (const name of ['soft-label', 'model', 'metrics']) {
    const exports = { '.': { '@deqa/source': './src/index.ts' } }
    write(`packages/${name}/package.json`, JSON.stringify({ name: `@deqa/${name}`, exports }))
    write(`packages/${name}/src/index.ts`, 'export {}')
    mkdirSync(join(root, 'node_modules/@deqa'), { recursive: true })
    symlinkSync(join(root, 'packages', name), join(root, 'node_modules/@deqa', name))
  }
})

function write(path: string, text: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const problems = () => importProblems(root, ['packages'])

test('an arrow that points down is no problem', async () => {
  write('packages/model/src/scorer/score.ts', "import '@deqa/soft-label'\nimport '../network/network.ts'")
  write('packages/model/src/network/network.ts', "import type {} from '../runtime/ops.ts'")
  write('packages/model/src/runtime/ops.ts', 'export {}')
  expect(await problems()).toEqual([])
})

test.each([
  ['up', 'packages/soft-label/src/x.ts', "import '@deqa/model'", 'imports nothing of ours'],
  [
    'up, a type only',
    'packages/soft-label/src/x.ts',
    "import type {} from '@deqa/model'",
    'imports nothing of ours',
  ],
  ['sideways', 'packages/model/src/x.ts', "import '@deqa/metrics'", '@deqa/model imports @deqa/soft-label'],
  ['from a test', 'packages/metrics/src/x.test.ts', "import '@deqa/model'", 'imports nothing of ours'],
  ['past exports', 'packages/model/src/x.ts', "import '@deqa/soft-label/src/index.ts'", 'does not export'],
  ['by a path', 'packages/model/src/x.ts', "import '../../soft-label/src/index.ts'", 'imported by its name'],
  [
    'network to interpreter',
    'packages/model/src/network/x.ts',
    "import type {} from '../runtime/onnx.ts'",
    'tensor algebra',
  ],
  ['image to runtime', 'packages/model/src/image/x.ts', "import '../runtime/onnx.ts'", 'runs code of'],
  ['dynamically', 'packages/model/src/image/x.ts', "await import('../runtime/onnx.ts')", 'runs code of'],
  ['as a re-export', 'packages/model/src/image/x.ts', "export * from '../runtime/onnx.ts'", 'runs code of'],
])('%s', async (_, file, text, reason) => {
  write('packages/model/src/runtime/onnx.ts', 'export {}')
  write(file, text)
  const found = await problems()
  expect(found).toHaveLength(1)
  expect(found[0]).toContain(file)
  expect(found[0]).toContain(reason)
})

test('a circle is named with its members, unless types alone close it', async () => {
  write('packages/metrics/src/a.ts', "import './b.ts'")
  write('packages/metrics/src/b.ts', "import type {} from './a.ts'")
  expect(await problems()).toEqual([])
  write('packages/metrics/src/b.ts', "import './a.ts'")
  expect((await problems()).join('\n')).toContain('a.ts → packages/metrics/src/b.ts')
})
