import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { withDependencies, workspacePackages } from './repository.mjs'

const root = mkdtempSync(join(tmpdir(), 'deqa-workspace-'))
afterAll(() => rmSync(root, { recursive: true }))

function writePackage(path: string, manifest: object) {
  mkdirSync(join(root, path), { recursive: true })
  writeFileSync(join(root, path, 'package.json'), JSON.stringify(manifest))
}

writeFileSync(join(root, 'pnpm-workspace.yaml'), 'packages:\n  - libs/*\n  - apps/*\ncatalog:\n  a: 1.0.0\n')
writePackage('apps/cli', { name: 'cli', dependencies: { model: 'workspace:*', commander: '1.0.0' } })
writePackage('libs/label', { name: 'label', devDependencies: { model: 'workspace:*' } })
writePackage('libs/model', { name: 'model', dependencies: { label: 'workspace:*' } })
writePackage('libs/other', { name: 'other' })
mkdirSync(join(root, 'libs/not-a-package'))

const names = (packages: ReturnType<typeof workspacePackages>) =>
  packages.map(({ manifest }) => manifest.name)

test('the workspace is what its globs name and has a manifest', () => {
  expect(names(workspacePackages(root)).sort()).toEqual(['cli', 'label', 'model', 'other'])
})

test('a package comes with what it needs, through cycles of development too, and with nothing else', () => {
  expect(names(withDependencies('cli', workspacePackages(root))).sort()).toEqual(['cli', 'label', 'model'])
})

test('an unknown package is an error, not an empty build', () => {
  expect(() => withDependencies('clu', workspacePackages(root))).toThrow('clu')
})

test('this repository is read the same way', () => {
  expect(names(workspacePackages())).toEqual(expect.arrayContaining(['@deqa/cli', '@deqa/bootstrap']))
})
