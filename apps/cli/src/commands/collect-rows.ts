import { UsageError } from '../errors.ts'
import { collectingWriter } from '../output/collecting-writer.ts'
import type { Provenance } from '../output/ndjson-format.ts'
import { readScoreFiles } from '../output/read-score-files.ts'
import { type Row, toRow } from '../output/row.ts'
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
    const { provenance, rows } = await readScoreFiles([flags.scores])
    return { provenance, rows: rows.map((row) => toRow(row.file, row)) }
  }
  if (inputs.length === 0)
    throw new UsageError('expected images, or --scores', 'Name files, folders or globs, or a file of scores.')
  const items = await collectItems(inputs, undefined, context)
  context.signal.throwIfAborted()
  const { name, provenance } = await chooseModel(flags, context)
  const { writer, rows } = collectingWriter()
  await writeScores(items, writer, { ...flags, model: name }, context)
  return { provenance, rows }
}
