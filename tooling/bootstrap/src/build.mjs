import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { explainFailure, Failure } from './failure.mjs'
import { contentFingerprint, filesBelow, statFingerprint } from './fingerprint.mjs'
import { withPackageManager } from './package-manager.mjs'
import { step } from './report.mjs'
import { repository, withDependencies, workspacePackages } from './repository.mjs'
import { clearStamp, readStamp, writeStamp } from './stamps.mjs'

/** @typedef {import('./repository.mjs').WorkspacePackage} WorkspacePackage */

export const turbo = join(repository, 'node_modules', 'turbo', 'bin', 'turbo')

/**
 * Builds one package with all it needs, or every package, unless sources and outputs are those of the last build.
 * That question is answered by hashing alone (tens of milliseconds); turbo decides what of it is stale.
 *
 * @param {string} [name] a package; every one if left out
 */
export async function buildIfStale(name) {
  const all = workspacePackages()
  const targets = (name ? withDependencies(name, all) : all).filter(isBuilt)
  const before = new Map(targets.map((target) => [target, sources(target, all)]))
  const isFresh = (/** @type {WorkspacePackage} */ target) =>
    readStamp(stampOf(target)) === `${before.get(target)} ${outputs(target)}`
  if (targets.every(isFresh)) return
  for (const target of targets) clearStamp(stampOf(target))
  await step(name ? `building ${name}` : 'building all packages', async () => {
    const { code, output } = await withPackageManager(
      process.execPath,
      [turbo, 'run', 'build', '--output-logs=errors-only', ...(name ? [`--filter=${name}`] : [])],
      { capture: true },
    )
    if (code !== 0) throw new Failure(explainFailure('building', output))
  })
  for (const target of targets) writeStamp(stampOf(target), `${before.get(target)} ${outputs(target)}`)
}

/** @param {WorkspacePackage} entry */
function isBuilt({ manifest }) {
  return manifest.scripts?.['build'] !== undefined
}

/** @param {WorkspacePackage} entry */
function stampOf({ manifest }) {
  return `built-${manifest.name.replace(/\W+/g, '-')}`
}

/**
 * What a build follows from: the inputs of the task `build` in turbo.json, of the package and of all it needs.
 *
 * @param {WorkspacePackage} target
 * @param {WorkspacePackage[]} all
 */
function sources(target, all) {
  const files = withDependencies(target.manifest.name, all)
    .filter(isBuilt)
    .flatMap(({ folder }) => [
      ...readdirSync(folder)
        .filter((name) => name === 'package.json' || /^tsconfig.*\.json$/.test(name))
        .map((name) => join(folder, name)),
      ...filesBelow(join(folder, 'src')).filter((file) => !/\.(test|bench)\.ts$/.test(file)),
    ])
  const shared = ['turbo.json', 'pnpm-lock.yaml'].map((name) => join(repository, name))
  return contentFingerprint([...shared, ...filesBelow(join(repository, 'tooling', 'tsconfig')), ...files])
}

/** @param {WorkspacePackage} target */
function outputs({ folder }) {
  return statFingerprint(filesBelow(join(folder, 'dist')))
}
