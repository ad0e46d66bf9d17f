import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { packagesIn, repository } from '../repository.ts'
import type { Example } from './examples.ts'

/** How a program ended, and what it printed. */
export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const checks = 'tooling/checks'

/**
 * Runs an example of a document from the root of the repository, against the built packages.
 *
 * A module lies for that time in the package whose document it is, so that it can import what that package can;
 * one of any other document lies in `tooling/checks`, which knows every package. A shell block finds `deqa`.
 */
export async function runExample(path: string, example: Example): Promise<Outcome> {
  if (example.kind === 'shell') {
    // `deqa` stands here because this package depends on the command.
    const commands = join(repository, checks, 'node_modules/.bin')
    return await finish('bash', ['-euo', 'pipefail', '-c', example.code], {
      PATH: `${commands}${delimiter}${process.env['PATH']}`,
      // npm heads the output of every script with its name otherwise.
      npm_config_loglevel: 'silent',
    })
  }
  const home = [...packagesIn('packages'), ...packagesIn('apps')].find((folder) =>
    path.startsWith(`${folder}/`),
  )
  const file = join(repository, home ?? checks, `.example-${randomUUID()}.ts`)
  await writeFile(file, example.code)
  try {
    return await finish(process.execPath, ['--import', import.meta.resolve('tsx'), file], {})
  } finally {
    await rm(file)
  }
}

function finish(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: repository,
      env: {
        ...process.env,
        ...env,
        NODE_OPTIONS: '',
        NODE_ENV: undefined,
        FORCE_COLOR: undefined,
        NO_COLOR: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}
