import { Interrupted, UsageError } from '../errors.ts'
import { isSameStamp, stampOf } from '../input/file-stamp.ts'
import { collectingWriter } from '../output/collecting-writer.ts'
import type { NdjsonRow, Provenance } from '../output/ndjson-format.ts'
import { readScoreFiles } from '../output/read-score-files.ts'
import { type Row, toRow } from '../output/row.ts'
import { say } from '../terminal.ts'
import { chooseModel } from './choose-model.ts'
import { collectItems } from './collect-items.ts'
import type { CommandContext } from './command-context.ts'
import type { RowsFlags } from './rows-options.ts'
import { writeScores } from './write-scores.ts'

/** Scores of many images, by one model. */
export interface CollectedRows {
  readonly provenance: Provenance
  /** One for each image, in the order of the inputs. */
  readonly rows: readonly Row[]
}

/**
 * The scores that a command looks at as a whole: of images that are scored now, or those that `--scores` names.
 *
 * @throws {UsageError} if images and scores are given, or neither, or `--scores` is no such file.
 */
export async function collectRows(
  inputs: readonly string[],
  flags: RowsFlags,
  context: CommandContext,
): Promise<CollectedRows> {
  if (flags.scores !== undefined) {
    if (inputs.length > 0)
      throw new UsageError(
        `expected images or --scores, got ${inputs[0]} beside --scores`,
        'The file of scores names its images.',
      )
    const { provenance, byImage } = await readScoreFiles([flags.scores])
    const rows = [...byImage.values()]
    const changed = await countChanged(rows)
    if (changed > 0)
      say(context.terminal.stderr, `changed since they were scored: ${changed} of ${rows.length} images`)
    return { provenance, rows: rows.map((row) => toRow(row.file, row)) }
  }
  if (inputs.length === 0)
    throw new UsageError('expected images, or --scores', 'Name files, folders or globs, or a file of scores.')
  const items = await collectItems(inputs, undefined, context)
  context.signal.throwIfAborted()
  const { name, provenance } = await chooseModel(flags, context)
  const { writer, rows } = collectingWriter()
  try {
    await writeScores(items, writer, { ...flags, model: name }, context)
  } catch (error) {
    if (context.signal.reason instanceof Interrupted && rows.length > 0)
      say(
        context.terminal.stderr,
        'they are not kept: score by deqa score --out scores.ndjson --resume, then name that file by --scores',
      )
    throw error
  }
  return { provenance, rows }
}

/** Files that are not here are not counted: scores may have come from another machine. */
async function countChanged(rows: readonly NdjsonRow[]): Promise<number> {
  let changed = 0
  for (const row of rows) {
    const now = await stampOf(row.file)
    if (now.size !== null && !isSameStamp(now, row)) changed++
  }
  return changed
}
