import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { repository } from './repository.mjs'

/** @type {NodeJS.Signals[]} */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a program in the root folder to its end. A signal that would end this process ends the program first.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ capture?: boolean, env?: NodeJS.ProcessEnv }} [options] `capture`: keep what it prints instead of showing it
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { capture = false, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: repository,
      env,
      stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      shell: command === 'npm' && process.platform === 'win32',
    })
    /** @type {NodeJS.Signals | undefined} */
    let ending
    const handlers = endings.map((signal) => {
      const handler = () => {
        ending = signal
        child.kill(signal)
      }
      process.on(signal, handler)
      return /** @type {const} */ ([signal, handler])
    })
    const stopListening = () => {
      for (const [signal, handler] of handlers) process.off(signal, handler)
    }
    /** @type {Buffer[]} */
    const chunks = []
    child.stdout?.on('data', (chunk) => chunks.push(chunk))
    child.stderr?.on('data', (chunk) => chunks.push(chunk))
    child.on('error', (error) => {
      stopListening()
      reject(error)
    })
    child.on('close', (code, signal) => {
      stopListening()
      if (ending) process.exit(128 + constants.signals[ending])
      resolve({
        code: code ?? 128 + (signal ? constants.signals[signal] : 0),
        output: Buffer.concat(chunks).toString(),
      })
    })
  })
}
