import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { explainFailure, Failure } from './failure.mjs'
import { contentFingerprint, filesBelow, statFingerprint } from './fingerprint.mjs'
import { withPackageManager } from './package-manager.mjs'
import { step } from './report.mjs'
import { repository, withDependencies, workspacePackages } from './repository.mjs'
import { clearStamp, readStamp, writeStamp } from './stamps.mjs'

export const turbo = join(repository, 'node_modules', 'turbo', 'bin', 'turbo')

/**
 * Builds one package with all it needs, or every package, unless sources and outputs are those of the last build.
 * That question is answered by hashing alone (tens of milliseconds); turbo decides what of it is stale.
 *
 * @param {string} [name] a package; every one if left out
 */
export async function buildIfStale(name) {
  const all = workspacePackages()
  const packages = name ? withDependencies(name, all) : all
  const built = packages.filter(({ manifest }) => manifest.scripts?.['build']).map(({ folder }) => folder)
  const stamp = `built-${name?.replace(/\W+/g, '-') ?? 'all'}`
  const before = sources(built)
  if (readStamp(stamp) === `${before} ${outputs(built)}`) return
  clearStamp(stamp)
  await step(name ? `building ${name}` : 'building all packages', async () => {
    const { code, output } = await withPackageManager(
      process.execPath,
      [turbo, 'run', 'build', '--output-logs=errors-only', ...(name ? [`--filter=${name}`] : [])],
      { capture: true },
    )
    if (code !== 0) throw new Failure(explainFailure('building', output))
  })
  writeStamp(stamp, `${before} ${outputs(built)}`)
}

/** The inputs of the task `build` in turbo.json. @param {string[]} folders */
function sources(folders) {
  const files = folders.flatMap((folder) => [
    ...readdirSync(folder)
      .filter((name) => name === 'package.json' || /^tsconfig.*\.json$/.test(name))
      .map((name) => join(folder, name)),
    ...filesBelow(join(folder, 'src')).filter((file) => !/\.(test|bench)\.ts$/.test(file)),
  ])
  const shared = ['turbo.json', 'pnpm-lock.yaml'].map((name) => join(repository, name))
  return contentFingerprint([...shared, ...filesBelow(join(repository, 'tooling', 'tsconfig')), ...files])
}

/** @param {string[]} folders */
function outputs(folders) {
  return statFingerprint(folders.flatMap((folder) => filesBelow(join(folder, 'dist'))))
}
