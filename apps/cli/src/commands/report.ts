import { dirname } from 'node:path'
import { readRuns, resultsCsv, resultsTables, writeReport } from '@deqa/trainer'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { checkOutFile } from '../output/check-out-file.ts'
import { columnsOf } from '../output/columns-of.ts'
import { makeFolder } from '../output/make-folder.ts'
import { formatTextTable } from '../output/text-table.ts'
import { say } from '../terminal.ts'
import type { CommandContext } from './command-context.ts'
import type { ReportFlags } from './report-options.ts'

/** `deqa report`. */
export async function report(
  folders: readonly string[],
  flags: ReportFlags,
  { terminal: { stdout, stderr } }: CommandContext,
): Promise<ExitCode> {
  if (flags.html !== undefined) await checkOutFile(flags.html, '--html')
  const runs = await readRuns(folders)
  if (flags.html !== undefined) {
    await makeFolder(dirname(flags.html), '--html')
    await writeReport(folders, flags.html)
    say(stderr, `the page is ${flags.html}`)
  }
  if (flags.json) {
    const rows = runs.map(({ name, folder, steps, results }) => ({
      name,
      folder,
      step: steps.at(-1)?.step ?? 0,
      totalSteps: steps.at(-1)?.totalSteps ?? null,
      loss: steps.at(-1)?.loss ?? null,
      results,
    }))
    stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
    return exitCodes.done
  }
  if (flags.csv) {
    stdout.write(resultsCsv(runs))
    return exitCodes.done
  }
  const width = columnsOf(stdout)
  const progress = {
    head: ['run', 'steps', 'loss'],
    rows: runs.map(({ name, steps }) => {
      const last = steps.at(-1)
      return [name, last ? `${last.step}/${last.totalSteps}` : '0', last ? last.loss.toPrecision(4) : '–']
    }),
  }
  const tables = [progress, ...(runs.some(({ results }) => results.length > 0) ? resultsTables(runs) : [])]
  stdout.write(tables.map((table) => formatTextTable(table, width)).join('\n'))
  return exitCodes.done
}
