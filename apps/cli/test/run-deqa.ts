import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const bin = fileURLToPath(new URL('../bin/deqa.js', import.meta.url))

export interface Finished {
  /** Exit code; `null` when a signal ended the process. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly process: ChildProcessWithoutNullStreams
  readonly finished: Promise<Finished>
}

export interface RunOptions {
  readonly cwd?: string
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Starts the built command as a user would, with no terminal and none of our own settings. */
export function startDeqa(args: readonly string[], options: RunOptions = {}): Running {
  const { DEQA_MODEL: _, FORCE_COLOR: __, ...env } = process.env
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: options.cwd,
    env: { ...env, ...options.env },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const finished = new Promise<Finished>((resolve, reject) => {
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
  child.stdin.on('error', () => {})
  if (options.stdin !== undefined) child.stdin.end(options.stdin)
  return { process: child, finished }
}

/** Runs the built command to its end. */
export function deqa(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return startDeqa(args, { stdin: '', ...options }).finished
}

/** Runs the built command to its end with a file or device for its standard output. */
export function deqaInto(path: string, args: readonly string[], cwd: string): Omit<Finished, 'stdout'> {
  const output = openSync(path, 'w')
  const { DEQA_MODEL: _, FORCE_COLOR: __, ...env } = process.env
  const { status, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd,
    env,
    stdio: ['ignore', output, 'pipe'],
    encoding: 'utf8',
  })
  closeSync(output)
  return { code: status, stderr }
}
