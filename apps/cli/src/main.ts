import { Interrupted, OutputClosed } from './errors.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { runProgram } from './program.ts'
import { say, type Terminal } from './terminal.ts'

/**
 * Signals nearer together than this are one: a package runner passes on the Ctrl-C that the terminal has
 * already sent to us, and those that came while the network ran are all seen when it has ended.
 */
const oneSignalMs = 200

/**
 * Runs `deqa` in this process. The first SIGINT or SIGTERM asks the command to stop at the next border of
 * its work and to write what is done; the second ends the process at once.
 */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  const terminal: Terminal = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr }
  const stopping = new AbortController()

  let firstSignal: number | undefined
  const stop = (): void => {
    if (firstSignal !== undefined) {
      if (performance.now() - firstSignal > oneSignalMs) process.exit(exitCodes.interrupted)
      return
    }
    firstSignal = performance.now()
    stopping.abort(new Interrupted())
    say(terminal.stderr, 'stopping at the next safe point; press Ctrl-C again to stop at once')
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    stopping.abort(new OutputClosed())
  })
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

  return await runProgram(argv, { terminal, signal: stopping.signal })
}
