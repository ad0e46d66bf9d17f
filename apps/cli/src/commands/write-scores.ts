import { loadScorer } from '@deqa/model'
import { Interrupted } from '../errors.ts'
import type { InputItem } from '../input/expand-inputs.ts'
import { progressText } from '../output/progress-text.ts'
import { isFailedRow } from '../output/row.ts'
import type { RowWriter } from '../output/row-writer.ts'
import { statusLine } from '../output/status-line.ts'
import { say } from '../terminal.ts'
import type { CommandContext } from './command-context.ts'
import { loadOptions, modelOf } from './load-options.ts'
import { scoreItems } from './score-items.ts'
import type { ScoringFlags } from './scoring-options.ts'

/**
 * Scores the items and writes their rows, with the progress on standard error. When the command is told to
 * stop, what is done is written as a whole document before the error is passed on.
 *
 * @returns how many could not be scored
 */
export async function writeScores(
  items: readonly InputItem[],
  writer: RowWriter,
  flags: ScoringFlags & { readonly out?: string },
  { terminal: { stdout, stderr }, signal }: CommandContext,
): Promise<number> {
  const status = statusLine(stderr)
  const rowsMeetStatus = stdout.isTTY && flags.out === undefined
  let done = 0
  let failed = 0

  async function scoreAll(): Promise<void> {
    status.show('loading the model …')
    const scorer = await loadScorer(modelOf(flags), { ...loadOptions(flags), signal })
    const start = performance.now()
    const showProgress = (): void =>
      status.show(progressText({ done, failed, total: items.length, elapsedMs: performance.now() - start }))
    try {
      showProgress()
      const options = { signal, ...(flags.batchSize && { batchSize: flags.batchSize }) }
      for await (const { row, stamp } of scoreItems(scorer, items, options)) {
        if (rowsMeetStatus) status.clear()
        await writer.write(row, stamp)
        done++
        if (isFailedRow(row)) failed++
        showProgress()
      }
    } finally {
      await scorer.dispose()
    }
  }

  try {
    if (items.length > 0) await scoreAll()
  } catch (error) {
    status.clear()
    if (!signal.aborted) {
      await writer.discard()
      throw error
    }
    await writer.finish()
    if (signal.reason instanceof Interrupted)
      say(stderr, `interrupted: ${done} of ${items.length} images are done`)
    throw error
  }
  status.keep()
  await writer.finish()
  return failed
}
