import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { repository } from '../repository.ts'
import { packageProblems } from './package-problems.ts'

// A package of this repository serves as the good example, so that the rules are tested against the real shape.
const good = 'packages/soft-label'
let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'deqa-packages-'))
  const made = root
  onTestFinished(() => rmSync(made, { recursive: true }))
  cpSync(join(repository, 'LICENSE'), join(root, 'LICENSE'))
  for (const name of ['LICENSE', 'package.json', 'tsconfig.json', 'tsconfig.test.json', 'vitest.config.ts']) {
    write(`${good}/${name}`, readFileSync(join(repository, good, name), 'utf8'))
  }
  write(`${good}/README.md`, '# soft-label')
  write(`${good}/src/index.ts`, 'export {}')
})

function write(path: string, content: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}

// biome-ignore lint/suspicious/noExplicitAny: a manifest is bent here into shapes it must not have
function change(edit: (manifest: any) => void) {
  const path = join(root, good, 'package.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8'))
  edit(manifest)
  writeFileSync(path, JSON.stringify(manifest))
}

test('a package like the others has no problems', () => {
  expect(packageProblems(root)).toEqual([])
})

test.each<[string, Parameters<typeof change>[0], string]>([
  ['side effects', (m) => delete m.sideEffects, 'sideEffects'],
  ['another licence', (m) => (m.license = 'ISC'), 'license'],
  ['another Node', (m) => (m.engines.node = '>=18'), 'engines.node'],
  ['an install script', (m) => (m.scripts.postinstall = 'node x.js'), 'scripts.postinstall'],
  ['a range', (m) => (m.dependencies = { zod: '^4.0.0' }), 'dependencies.zod'],
  ['another name', (m) => (m.name = '@deqa/label'), 'expected @deqa/soft-label'],
  ['private', (m) => (m.private = true), 'not private'],
  [
    'a face that publishes source',
    (m) => (m.publishConfig.exports['.'].default = './src/index.ts'),
    'publishConfig',
  ],
  [
    'a door that is not published',
    (m) => (m.exports['./testing'] = m.exports['.']),
    'publishConfig.exports: differs',
  ],
  [
    'a door to nowhere',
    (m) => (m.exports['.']['@deqa/source'] = './src/none.ts'),
    'its source ./src/none.ts does not exist',
  ],
])('%s', (_, edit, words) => {
  change(edit)
  expect(packageProblems(root).join('\n')).toContain(words)
})

test('missing and foreign files are named', () => {
  rmSync(join(root, good, 'README.md'))
  write(`${good}/LICENSE`, 'all rights reserved')
  expect(packageProblems(root)).toEqual([
    `${good}: has no README.md`,
    `${good}/LICENSE: differs from the LICENSE of the repository`,
  ])
})
