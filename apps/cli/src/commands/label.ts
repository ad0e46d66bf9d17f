import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { chooseLabelFormat } from '../label/choose-label-format.ts'
import { csvLabels } from '../label/csv-labels.ts'
import { deqaMetaLabels } from '../label/deqa-meta-labels.ts'
import { jsonLinesLabels } from '../label/json-lines-labels.ts'
import type { LabelFlags, LabelFormatName } from '../label/label-flags.ts'
import { labelMaker } from '../label/label-maker.ts'
import { labelSummary } from '../label/label-summary.ts'
import type { LabelFormat } from '../label/labelled-row.ts'
import { writeLabels } from '../label/write-labels.ts'
import { checkOutFile } from '../output/check-out-file.ts'
import { openResumableFile } from '../output/resumable-file.ts'
import { statusLine } from '../output/status-line.ts'
import { streamDestination } from '../output/stream-destination.ts'
import { badRows } from '../ratings/bad-rows.ts'
import { openRatings } from '../ratings/open-ratings.ts'
import { ratingOf } from '../ratings/rating.ts'
import { say } from '../terminal.ts'
import type { CommandContext } from './command-context.ts'

/** `deqa label`. */
export async function label(source: string, flags: LabelFlags, context: CommandContext): Promise<ExitCode> {
  const { terminal, signal } = context
  const { out } = flags
  const format = await openFormat(chooseLabelFormat(flags), flags.levels)
  if (out !== undefined) await checkOutFile(out)
  const ratings = await openRatings(source, flags, terminal.stdin)
  const destination =
    out === undefined
      ? streamDestination(terminal.stdout, signal)
      : await openResumableFile(out, flags.resume ?? false)
  const bad = badRows(terminal.stderr)
  const status = statusLine(terminal.stderr)
  const rowsMeetStatus = terminal.stdout.isTTY && out === undefined
  const start = performance.now()
  const counts = await writeLabels({
    ratings,
    split: flags.split,
    rate: ratingOf(ratings.scale, flags.pseudoStd),
    makeLabel: labelMaker(flags),
    format,
    destination,
    onBadRow(error) {
      status.clear()
      bad.report(error)
    },
    onProgress(labels) {
      if (!rowsMeetStatus) status.show(`${labels.toLocaleString('en')} labels`)
    },
    signal,
  }).catch((error: unknown) => {
    status.clear()
    bad.conclude()
    if (out !== undefined && signal.aborted) say(terminal.stderr, 'stopped: --resume goes on from here')
    throw error
  })
  status.clear()
  bad.conclude()
  say(terminal.stderr, labelSummary(counts, performance.now() - start))
  return bad.count > 0 ? exitCodes.someFailed : exitCodes.done
}

async function openFormat(name: LabelFormatName, levels: number): Promise<LabelFormat> {
  switch (name) {
    case 'csv':
      return csvLabels(levels)
    case 'jsonl':
      return jsonLinesLabels()
    case 'deqa-meta':
      return deqaMetaLabels((await import('@deqa/model')).TRAINING_QUESTIONS)
  }
}
