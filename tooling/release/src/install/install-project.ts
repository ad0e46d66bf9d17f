import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withPackageManager } from '@deqa/bootstrap/package-manager'
import { run } from '@deqa/bootstrap/run'
import { succeed } from '../succeed.ts'
import type { Tarball } from '../tarballs/pack-packages.ts'

export type Manager = 'npm' | 'pnpm'

const timeout = 90_000

/** For both: a registry that does not answer is an error within a minute, and no package runs code. */
const install = [
  'install',
  '--prefer-offline',
  '--ignore-scripts',
  '--fetch-timeout=20000',
  '--fetch-retries=1',
]
const quiet = { npm: ['--no-audit', '--no-fund'], pnpm: ['--reporter=append-only'] }

/**
 * Installs tarballs in a new project as a user would, all other packages from the configured registry.
 *
 * Where one of ours needs another of ours, that comes from `siblings`, because the registry does not have it yet.
 */
export async function installProject(
  manager: Manager,
  folder: string,
  tarballs: readonly Tarball[],
  siblings: readonly Tarball[] = tarballs,
): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const asked = locations(tarballs)
  const overrides = locations(siblings)
  const manifest = { private: true, type: 'module', dependencies: asked, overrides, pnpm: { overrides } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2))
  await runManager(folder, manager, [...install, ...quiet[manager]])
}

/** Runs a command that the project has installed, by the name that users give it. Returns what it prints. */
export async function runInstalled(
  manager: Manager,
  folder: string,
  command: string,
  args: readonly string[],
): Promise<string> {
  // Without --no, npx would look in the registry for a command that is not installed.
  return manager === 'npm'
    ? await runManager(folder, 'npx', ['--no', '--', command, ...args])
    : await runManager(folder, 'pnpm', ['exec', command, ...args])
}

/** Runs a module that lies in a project, and returns what it prints. */
export async function runModule(folder: string, file: string, args: readonly string[] = []): Promise<string> {
  return await succeed(file, run(process.execPath, [file, ...args], { cwd: folder, capture: true, timeout }))
}

function runManager(folder: string, program: string, args: string[]): Promise<string> {
  return succeed(
    `${program} ${args.join(' ')}`,
    withPackageManager(program, args, { cwd: folder, capture: true, timeout }),
  )
}

function locations(tarballs: readonly Tarball[]): Record<string, string> {
  return Object.fromEntries(tarballs.map(({ file, manifest }) => [manifest.name, `file:${file}`]))
}
