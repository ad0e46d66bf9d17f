import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { repository } from './repository.mjs'

/** @type {NodeJS.Signals[]} */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * @typedef {object} Ended how a program ended; without `capture`, the texts are empty
 * @property {number} code
 * @property {string} output all that it printed
 * @property {string} stdout
 *
 * @typedef {object} RunOptions
 * @property {boolean} [capture] keep what it prints instead of showing it
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd] the folder to run in; the root folder of this clone if left out
 * @property {number} [timeout] milliseconds after which it is ended
 */

/**
 * Runs a program to its end. A signal that would end this process ends the program first.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Ended>}
 */
export function run(
  command,
  args,
  { capture = false, env = process.env, cwd = repository, timeout = 0 } = {},
) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      timeout,
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
    /** @type {Buffer[]} */
    const stdout = []
    child.stdout?.on('data', (chunk) => {
      chunks.push(chunk)
      stdout.push(chunk)
    })
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
        stdout: Buffer.concat(stdout).toString(),
      })
    })
  })
}
