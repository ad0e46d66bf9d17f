import { dirname } from 'node:path'
import { checkDataset, type Finding } from '@deqa/datasets'
import { UsageError } from '../errors.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { createAtomicFile } from '../output/atomic-file.ts'
import { checkOutFile } from '../output/check-out-file.ts'
import { columnsOf } from '../output/columns-of.ts'
import { makeFolder } from '../output/make-folder.ts'
import { statusLine } from '../output/status-line.ts'
import { writeWhole } from '../output/write-whole.ts'
import { badRows } from '../ratings/bad-rows.ts'
import { noUsableRow } from '../ratings/no-usable-row.ts'
import { openRatings, type Ratings } from '../ratings/open-ratings.ts'
import { type DatasetStatistics, datasetStatistics } from '../stats/dataset-statistics.ts'
import { formatFindings } from '../stats/format-findings.ts'
import { formatStatistics } from '../stats/format-statistics.ts'
import { readStatisticsRows, type StatisticsRow } from '../stats/read-statistics-rows.ts'
import { say } from '../terminal.ts'
import type { CommandContext } from './command-context.ts'
import type { StatsFlags } from './stats-options.ts'

/** `deqa stats`. */
export async function stats(source: string, flags: StatsFlags, context: CommandContext): Promise<ExitCode> {
  const { stdin, stdout, stderr } = context.terminal
  const check = flags.check || flags.checkImages
  if (check && source === '-')
    throw new UsageError('--check: standard input can be read only once', 'Name a file.')
  if (flags.html !== undefined) await checkOutFile(flags.html, '--html')

  const ratings = await openRatings(source, flags, stdin)
  const bad = badRows(stderr)
  const rows = await readStatisticsRows(ratings, flags.pseudoStd, bad.report, context.signal)
  bad.conclude()
  if (rows.length === 0) throw noUsableRow(ratings.dataset.title, flags.split)

  const computed = compute(ratings, flags, rows, context)
  const statistics: DatasetStatistics = check
    ? { ...computed, findings: await findingsOf(ratings, flags, context) }
    : computed

  if (flags.html !== undefined) {
    const { statisticsPage } = await import('../stats/page/statistics-page.ts')
    await writePage(flags.html, statisticsPage(statistics, rows))
    say(stderr, `the page is ${flags.html}`)
  }
  stdout.write(
    flags.json ? `${JSON.stringify(statistics, null, 2)}\n` : formatStatistics(statistics, columnsOf(stdout)),
  )
  const { findings } = statistics
  if (findings && !flags.json) stdout.write(`\n${formatFindings(findings)}`)
  const wrong = findings?.some(({ severity }) => severity === 'error')
  return bad.count > 0 || wrong ? exitCodes.someFailed : exitCodes.done
}

function compute(
  { dataset, published, scale }: Ratings,
  { split }: StatsFlags,
  rows: readonly StatisticsRow[],
  { terminal: { stderr } }: CommandContext,
): DatasetStatistics {
  const status = statusLine(stderr)
  const { name, title } = dataset
  const direction = scale.direction ?? 'higher-is-better'
  const result = datasetStatistics(
    { name, title, published, split, scale: { min: scale.min, max: scale.max, direction } },
    rows,
    (label) => status.show(`labels: ${label} …`),
  )
  status.clear()
  return result
}

async function findingsOf(
  { dataset }: Ratings,
  { checkImages }: StatsFlags,
  { terminal: { stderr }, signal }: CommandContext,
): Promise<Finding[]> {
  const status = statusLine(stderr)
  status.show(checkImages ? 'checking ratings and images …' : 'checking …')
  const findings: Finding[] = []
  for await (const finding of checkDataset(dataset, { images: checkImages ?? false })) {
    signal.throwIfAborted()
    findings.push(finding)
  }
  status.clear()
  return findings
}

async function writePage(path: string, page: string): Promise<void> {
  await makeFolder(dirname(path), '--html')
  const file = await createAtomicFile(path, '--html')
  await writeWhole(file, () => file.write(page))
}
