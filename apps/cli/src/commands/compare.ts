import { loadScorer } from '@deqa/model'
import { preferenceProbability } from '@deqa/soft-label'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { isFailedRow, type Row, toRow } from '../output/row.ts'
import { tableFormat } from '../output/table-format.ts'
import { tableLook } from '../output/table-look.ts'
import { printable, say } from '../terminal.ts'
import { chooseModel } from './choose-model.ts'
import type { CommandContext } from './command-context.ts'
import type { CompareFlags } from './compare-options.ts'
import { loadOptions } from './load-options.ts'
import { preferenceWords } from './preference-words.ts'

/** `deqa compare`. */
export async function compare(
  a: string,
  b: string,
  flags: CompareFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const {
    terminal: { stdout, stderr },
    signal,
  } = context
  const { name } = await chooseModel(flags, context)
  const scorer = await loadScorer(name, { ...loadOptions(flags), signal })
  let rows: readonly [Row, Row]
  try {
    const results = await scorer.score([a, b], { signal })
    rows = [toRow(a, results[0]!), toRow(b, results[1]!)]
  } finally {
    await scorer.dispose()
  }

  const [rowA, rowB] = rows
  const probability = isFailedRow(rowA) || isFailedRow(rowB) ? null : preferenceProbability(rowA, rowB)
  if (flags.json) {
    stdout.write(`${JSON.stringify({ model: scorer.model, results: rows, probability }, null, 2)}\n`)
  } else {
    const table = tableFormat([a, b], tableLook(stdout))
    stdout.write(table.head + rows.map((row) => table.row(row)).join(''))
    if (probability !== null)
      stdout.write(
        `\n${preferenceWords(printable(a), printable(b), probability)}\nP(first > second) = ${probability.toFixed(3)}\n`,
      )
  }
  if (probability !== null) return exitCodes.done
  say(stderr, 'cannot compare: an image could not be scored')
  return exitCodes.someFailed
}
