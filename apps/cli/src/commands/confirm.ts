import { createInterface } from 'node:readline/promises'
import type { CommandContext } from './command-context.ts'

/** Whether there is a person to ask. */
export function canAsk({ terminal: { stdin, stderr } }: CommandContext): boolean {
  return stdin.isTTY === true && stderr.isTTY === true
}

/**
 * Asks a person whether to go on; Enter means yes. Where nobody can be asked, because one of the streams is no
 * terminal, the command line was the answer.
 */
export async function confirm(question: string, context: CommandContext): Promise<boolean> {
  if (!canAsk(context)) return true
  const {
    terminal: { stdin, stderr },
    signal,
  } = context
  // Not as a terminal: line editing would take Ctrl-C away from the process.
  const lines = createInterface({ input: stdin, output: stderr, terminal: false })
  // The input may end without an answer, as by Ctrl-D.
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('no')))
  try {
    const answer = await Promise.race([lines.question(`${question} [Y/n] `, { signal }), ended])
    return /^\s*(?:y|yes)?\s*$/i.test(answer)
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    lines.close()
  }
}
