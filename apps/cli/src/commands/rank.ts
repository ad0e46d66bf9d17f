import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { checkOutFile } from '../output/check-out-file.ts'
import { isFailedRow, type ScoredRow } from '../output/row.ts'
import { tableLook } from '../output/table-look.ts'
import { type RankedRow, rankRows } from '../ranking/rank-rows.ts'
import { rankingCsv } from '../ranking/ranking-csv.ts'
import { rankingTable } from '../ranking/ranking-table.ts'
import { say } from '../terminal.ts'
import { collectRows } from './collect-rows.ts'
import type { CommandContext } from './command-context.ts'
import type { RankFlags } from './rank-options.ts'
import { writeReport } from './write-report.ts'

/** `deqa rank`. */
export async function rank(
  inputs: readonly string[],
  flags: RankFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { stdout, stderr } = context.terminal
  if (flags.report !== undefined) await checkOutFile(flags.report, '--report')
  const { provenance, rows } = await collectRows(inputs, flags, context)
  const failed = rows.filter(isFailedRow)
  const ranked = partOf(rankRows(rows.filter((row): row is ScoredRow => !isFailedRow(row))), flags)
  if (flags.report !== undefined) await writeReport(flags.report, rows, provenance, context)
  if (flags.json) {
    const results = [
      ...ranked.map(({ rank, betterThanNext, row }) => ({ rank, betterThanNext, ...row })),
      ...failed,
    ]
    stdout.write(`${JSON.stringify({ ...provenance, results }, null, 2)}\n`)
  } else if (flags.csv) stdout.write(rankingCsv(ranked, failed, provenance))
  else stdout.write(rankingTable(ranked, failed, tableLook(stdout)))
  if (failed.length === 0) return exitCodes.done
  say(stderr, `${failed.length} of ${rows.length} images have no score`)
  return exitCodes.someFailed
}

function partOf(ranked: readonly RankedRow[], { best, worst }: RankFlags): readonly RankedRow[] {
  if (worst !== undefined) return ranked.slice(-worst)
  return best === undefined ? ranked : ranked.slice(0, best)
}
