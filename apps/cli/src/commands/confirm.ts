import { createInterface } from 'node:readline/promises'
import type { CommandContext } from './command-context.ts'

/**
 * Asks a person whether to go on; Enter means yes. Where nobody can be asked, because one of the streams is no
 * terminal, the command line was the answer.
 */
export async function confirm(
  question: string,
  { terminal: { stdin, stderr }, signal }: CommandContext,
): Promise<boolean> {
  if (!stdin.isTTY || !stderr.isTTY) return true
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
