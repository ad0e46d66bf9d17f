import type { ExitCode } from '../exit-codes.ts'
import { isFailedRow, type ScoredRow } from '../output/row.ts'
import { streamDestination } from '../output/stream-destination.ts'
import { tableLook } from '../output/table-look.ts'
import { type RankedRow, rankRows } from '../ranking/rank-rows.ts'
import { rankingCsv } from '../ranking/ranking-csv.ts'
import { rankingJson } from '../ranking/ranking-json.ts'
import { rankingTable } from '../ranking/ranking-table.ts'
import { checkReport } from './check-report.ts'
import { collectRows } from './collect-rows.ts'
import type { CommandContext } from './command-context.ts'
import type { RankFlags } from './rank-options.ts'
import { tellUnscored } from './tell-unscored.ts'
import { writeReport } from './write-report.ts'

/** `deqa rank`. */
export async function rank(
  inputs: readonly string[],
  flags: RankFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { stdout, stderr } = context.terminal
  if (flags.report !== undefined) await checkReport(flags.report, [flags.scores])
  const { provenance, rows } = await collectRows(inputs, flags, context)
  const failed = rows.filter(isFailedRow)
  const ranked = partOf(rankRows(rows.filter((row): row is ScoredRow => !isFailedRow(row))), flags)
  const lines = flags.json
    ? rankingJson(ranked, failed, provenance)
    : flags.csv
      ? rankingCsv(ranked, failed, provenance)
      : rankingTable(ranked, failed, tableLook(stdout))
  const output = streamDestination(stdout, context.signal)
  for (const line of lines) await output.write(line)
  if (flags.report !== undefined) await writeReport(flags.report, rows, provenance, context)
  return tellUnscored(rows, stderr)
}

function partOf(ranked: readonly RankedRow[], { best, worst }: RankFlags): readonly RankedRow[] {
  if (worst !== undefined) return ranked.slice(-worst)
  return best === undefined ? ranked : ranked.slice(0, best)
}
