import { UsageError } from '../errors.ts'
import type { ExitCode } from '../exit-codes.ts'
import { byCodeUnit } from '../input/walk-folder.ts'
import { createAtomicFile } from '../output/atomic-file.ts'
import { checkOutFile } from '../output/check-out-file.ts'
import { csvFormat } from '../output/csv-format.ts'
import { formatByEnding } from '../output/format-by-ending.ts'
import { ndjsonFormat } from '../output/ndjson-format.ts'
import { readScoreFiles } from '../output/read-score-files.ts'
import { requireOtherFile } from '../output/require-other-file.ts'
import { toRow } from '../output/row.ts'
import { rowWriter } from '../output/row-writer.ts'
import { streamDestination } from '../output/stream-destination.ts'
import { writeWhole } from '../output/write-whole.ts'
import { say } from '../terminal.ts'
import type { CommandContext } from './command-context.ts'
import type { MergeFlags } from './merge-options.ts'
import { tellUnscored } from './tell-unscored.ts'

/** `deqa merge`. */
export async function merge(
  files: readonly string[],
  flags: MergeFlags,
  { terminal: { stdout, stderr }, signal }: CommandContext,
): Promise<ExitCode> {
  const format = formatOf(flags)
  if (flags.out !== undefined) {
    await requireOtherFile('--out', flags.out, files)
    if ((await checkOutFile(flags.out)) === 'filled' && format === 'ndjson')
      throw new UsageError(`--out: ${flags.out} already holds something`, 'Name another file.')
  }
  const { byImage, superseded, provenance } = await readScoreFiles(files)
  const rows = [...byImage.values()]
  signal.throwIfAborted()
  const { model: name, revision } = provenance
  const writer = rowWriter(
    format === 'csv' ? csvFormat({ name, revision }) : ndjsonFormat(provenance),
    flags.out === undefined ? streamDestination(stdout, signal) : await createAtomicFile(flags.out),
  )
  await writeWhole(writer, async () => {
    for (const row of rows.toSorted((a, b) => byCodeUnit(a.file, b.file))) {
      signal.throwIfAborted()
      await writer.write(toRow(row.file, row), { size: row.size, mtimeMs: row.mtimeMs })
    }
  })

  if (superseded > 0) say(stderr, `left out, since other rows are of the same images: ${superseded}`)
  return tellUnscored(rows, stderr)
}

/** @throws {UsageError} if the format cannot be told from the ending of the file. */
function formatOf({ csv, out }: MergeFlags): 'ndjson' | 'csv' {
  if (csv) return 'csv'
  if (out === undefined) return 'ndjson'
  const format = formatByEnding(
    out,
    new Map([
      ['.ndjson', 'ndjson'],
      ['.jsonl', 'ndjson'],
      ['.csv', 'csv'],
    ] as const),
  )
  if (format) return format
  throw new UsageError(
    `--out: cannot tell the format of ${out} from its ending`,
    'Add --csv, or use one of the endings .ndjson, .jsonl and .csv.',
  )
}
