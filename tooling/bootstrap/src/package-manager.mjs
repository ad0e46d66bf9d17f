import { readPackage, repository } from './repository.mjs'
import { run } from './run.mjs'

/** The package manager this repository pins, as `pnpm@10.0.0`. */
export const packageManager = /** @type {string} */ (readPackage(repository).manifest.packageManager).split(
  '+',
)[0]

/**
 * Runs a program with the pinned package manager on its path. npm fetches that package manager into its own
 * cache: nothing is installed globally and no global pnpm is used.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {Omit<import('./run.mjs').RunOptions, 'env'>} [options]
 */
export function withPackageManager(command, args, options = {}) {
  const npm = process.env['npm_execpath']
  // Started by npm, its script is known; a `node …` by hand takes the npm on the path.
  const [program, ...first] = npm?.endsWith('npm-cli.js') ? [process.execPath, npm] : ['npm']
  return run(
    /** @type {string} */ (program),
    [
      ...first,
      'exec',
      '--yes',
      // The version is exact: what the cache holds is right, and asking the registry again would need a network.
      '--prefer-offline',
      `--package=${packageManager}`,
      '--',
      command,
      ...args,
    ],
    { ...options, env: environment() },
  )
}

/** The environment without what would make npm or pnpm silent, ask questions, or leave out what a build needs. */
function environment() {
  const leftOut =
    /^(NODE_ENV|npm_config_(loglevel|omit|production|only|global|dry_run|workspace|workspaces))$/i
  const kept = Object.entries(process.env).filter(([name]) => !leftOut.test(name))
  return {
    ...Object.fromEntries(kept),
    CI: 'true',
    // A machine without a network should hear so in seconds, not after npm's minute.
    npm_config_fetch_retry_mintimeout: '1000',
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
  }
}
