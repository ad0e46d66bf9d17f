import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { explainFailure, Failure } from './failure.mjs'
import { contentFingerprint } from './fingerprint.mjs'
import { packageManager, withPackageManager } from './package-manager.mjs'
import { step } from './report.mjs'
import { declaredDependencies, readPackage, repository, workspacePackages } from './repository.mjs'
import { clearStamp, readStamp, writeStamp } from './stamps.mjs'

const stamp = 'installed'

/** Installs what the lockfile names, unless that is what is there. */
export async function installIfStale() {
  if (isInstalled()) return
  clearStamp(stamp)
  await step(`installing packages with ${packageManager}`, async () => {
    await install()
    if (missingPackages().length > 0) {
      // pnpm trusts its own notes in node_modules; where those and the folder disagree, only a new start helps.
      removeInstalled()
      await install()
    }
  })
  writeStamp(stamp, wanted())
}

export function isInstalled() {
  return readStamp(stamp) === wanted() && missingPackages().length === 0
}

async function install() {
  const { code, output } = await withPackageManager(
    'pnpm',
    ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only'],
    { capture: true },
  )
  if (code !== 0) throw new Failure(explainFailure('installing the packages', output))
}

/** What the installed state follows from. The platform is part of it: native packages differ. */
function wanted() {
  const names = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc']
  const files = [
    ...names.map((name) => join(repository, name)),
    ...workspacePackages().map(({ folder }) => join(folder, 'package.json')),
  ]
  return `${process.platform}-${process.arch} ${contentFingerprint(files)}`
}

/** Declared dependencies that cannot be found where Node would look for them. */
function missingPackages() {
  return [readPackage(repository), ...workspacePackages()].flatMap((entry) =>
    declaredDependencies(entry)
      .map((name) => join(entry.folder, 'node_modules', name, 'package.json'))
      .filter((path) => !existsSync(path)),
  )
}

function removeInstalled() {
  for (const folder of [repository, ...workspacePackages().map((entry) => entry.folder)]) {
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true })
  }
}
