import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { prepare } from './prepare.mjs'
import { repository } from './repository.mjs'

/**
 * Runs the command line of this clone in this very process, so that its input, signals and exit code are its own.
 *
 * @param {string[]} args
 */
export async function runDeqa(args) {
  if (!(await prepare('@deqa/cli'))) {
    process.exitCode = 1
    return
  }
  const script = join(repository, 'apps', 'cli', 'bin', 'deqa.js')
  // npm starts scripts in the package's folder; paths on the command line mean the user's.
  process.chdir(process.env['INIT_CWD'] ?? process.cwd())
  process.argv = [process.execPath, script, ...args]
  await import(pathToFileURL(script).href)
}
