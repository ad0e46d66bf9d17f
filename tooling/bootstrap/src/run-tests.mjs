import { join } from 'node:path'
import { turbo } from './build.mjs'
import { withPackageManager } from './package-manager.mjs'
import { prepare } from './prepare.mjs'
import { say } from './report.mjs'
import { repository } from './repository.mjs'
import { run } from './run.mjs'

/**
 * Installs, builds, checks and tests everything. Arguments go to vitest, and then only the tests they choose run:
 * `npm test -- packages/model -t resize`.
 *
 * @param {string[]} args
 */
export async function runTests(args) {
  if (!(await prepare())) {
    process.exitCode = 1
    return
  }
  const checks = args.length === 0 ? await check() : 0
  say('running the tests')
  const tests = await run(process.execPath, [
    join(repository, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...args,
  ])
  if (checks !== 0) say('the tests are done, but the checks before them failed: see above')
  process.exitCode = checks || tests.code
}

/** Style, types of the tests, import arrows, package faces. */
async function check() {
  say('checking style, types and imports')
  const { code } = await withPackageManager(process.execPath, [
    turbo,
    'run',
    'check',
    'check:style',
    'check:repository',
    '--continue',
    '--output-logs=errors-only',
  ])
  return code
}
