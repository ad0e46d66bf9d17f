import { Interrupted, OutputClosed, OutputFailed } from './errors.ts'
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
  let outputFailed = false
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') {
      stopping.abort(new OutputClosed())
      return
    }
    if (outputFailed) return
    outputFailed = true
    const failure = new OutputFailed(error)
    say(terminal.stderr, failure.message)
    stopping.abort(failure)
    // The command may have ended already: the last of what it wrote is written behind its back.
    process.exitCode = exitCodes.unexpected
  })
  // There is nowhere to say it, and no reason to end the work.
  process.stderr.on('error', () => {})

  const code = await runProgram(argv, { terminal, signal: stopping.signal })
  return outputFailed ? exitCodes.unexpected : code
}
