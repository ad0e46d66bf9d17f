import { readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, relative } from 'node:path'
import { checkPackage, createPackageFromTarballData, type Problem } from '@arethetypeswrong/core'
import { repository } from '@deqa/bootstrap/repository'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../temporary-folder.ts'
import { packPackages } from './pack-packages.ts'

const built = /^(dist\/.+\.(js|d\.ts)(\.map)?|bin\/[^/]+\.js)$/
const written = /^(README\.md|LICENSE|package\.json|docs\/.+\.(md|svg|webp)|(models|checkpoints)\/.+)$/
const ours = /(^|\/)(test|tests|fixtures|scripts|src)\/|\.(test|bench)\./
const tarballs = await packPackages(temporaryFolder())

test('every package is packed', () => {
  expect(tarballs.map(({ manifest }) => manifest.name).sort()).toEqual(
    ['baselines', 'cli', 'datasets', 'losses', 'metrics', 'model', 'soft-label', 'trainer'].map(
      (name) => `@deqa/${name}`,
    ),
  )
})

describe.each(tarballs)('$manifest.name', ({ file, contents, manifest }) => {
  const files = readdirSync(contents, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(contents, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))

  test('holds what is built, and its papers', () => {
    expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']))
    expect(files.filter((file) => built.test(file))).not.toEqual([])
  })

  test('holds nothing else', () => {
    expect(files.filter((file) => !built.test(file) && !written.test(file))).toEqual([])
    expect(files.filter((file) => ours.test(file))).toEqual([])
  })

  test('knows nothing of the machine that packed it', () => {
    const places = [repository, join(homedir(), '/')]
    const telling = files.filter((file) => {
      const bytes = readFileSync(join(contents, file))
      return places.some((place) => bytes.includes(place))
    })
    expect(telling).toEqual([])
  })

  test('asks for nothing that only this repository has', () => {
    const { exports = {}, dependencies = {}, peerDependencies = {} } = manifest
    expect(JSON.stringify(exports)).not.toContain('@deqa/source')
    expect(Object.values({ ...dependencies, ...peerDependencies }).join()).not.toMatch(/workspace:|catalog:/)
  })

  test('publint', async () => {
    const { messages, pkg } = await publint({ pkgDir: contents, pack: false, strict: true })
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([])
  })

  // A command has nothing to import, so no types to be wrong.
  if (!manifest.exports) return
  test('are the types wrong?', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(file))))
    if (!analysis.types) expect.fail('there are no types')
    expect(Object.keys(analysis.entrypoints)).toEqual(Object.keys(manifest.exports ?? {}))
    expect(analysis.problems.filter(concernsModules)).toEqual([])
  })
})

/** Our packages are ES modules: resolutions of CommonJS, and of Node 10, need not find them. */
function concernsModules(problem: Problem): boolean {
  if ('resolutionKind' in problem) return !['node10', 'node16-cjs'].includes(problem.resolutionKind)
  if ('resolutionOption' in problem) return problem.resolutionOption !== 'node10'
  return true
}
