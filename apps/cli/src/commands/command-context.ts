import type { ExitCode } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'

/** What every command gets besides its own arguments. */
export interface CommandContext {
  readonly terminal: Terminal
  /** Aborts with `Interrupted` or `OutputClosed`. */
  readonly signal: AbortSignal
}

/** Runs the work of a command, which ends with an exit code. */
export type Run = (command: () => Promise<ExitCode>) => Promise<void>
