import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import type { InputItem } from '../input/expand-inputs.ts'
import { checkOutFile } from '../output/check-out-file.ts'
import { chooseFormat } from '../output/choose-format.ts'
import { collectingWriter } from '../output/collecting-writer.ts'
import { openWriter } from '../output/open-writer.ts'
import { prepareResume } from '../output/prepare-resume.ts'
import { readScoreFiles } from '../output/read-score-files.ts'
import { type Row, toRow } from '../output/row.ts'
import { say } from '../terminal.ts'
import { checkReport } from './check-report.ts'
import { chooseModel } from './choose-model.ts'
import { collectItems } from './collect-items.ts'
import type { CommandContext } from './command-context.ts'
import type { ScoreFlags } from './score-options.ts'
import { writeReport } from './write-report.ts'
import { writeScores } from './write-scores.ts'

/** `deqa score`. */
export async function score(
  inputs: readonly string[],
  flags: ScoreFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { stderr } = context.terminal
  const { out } = flags
  const format = chooseFormat(flags)
  const outState = out === undefined ? 'absent' : await checkOutFile(out)
  if (outState === 'filled' && format === 'ndjson' && !flags.resume)
    throw new UsageError(
      `--out: ${out} already holds something`,
      'Go on with it by --resume, or name another file.',
    )
  if (flags.report !== undefined) await checkReport(flags.report, [out])

  const all = await collectItems(inputs, flags.shard, context)
  context.signal.throwIfAborted()
  const { name, info: model, provenance } = await chooseModel(flags, context)

  let items = all
  if (flags.resume && out !== undefined && outState !== 'absent') {
    const paths = items.map(({ path }) => path)
    const done = await prepareResume(out, paths, provenance)
    say(stderr, `${done.size} of ${items.length} images are done already`)
    items = items.filter(({ path }) => !done.has(path))
  }

  const files = items.map(({ path }) => path)
  const output = await openWriter({ format, out, files, model, provenance }, context)
  const { writer, rows } =
    flags.report === undefined ? { writer: output, rows: [] } : collectingWriter(output)
  const failed = await writeScores(items, writer, { ...flags, model: name }, context)
  if (flags.report !== undefined) {
    const isContinued = out !== undefined && items.length < all.length
    await writeReport(flags.report, isContinued ? await rowsIn(out, all) : rows, provenance, context)
  }
  if (failed === 0) return exitCodes.done
  say(stderr, `${failed} of ${items.length} images could not be scored`)
  return exitCodes.someFailed
}

/** The rows that a file holds of these items, in their order. */
async function rowsIn(path: string, items: readonly InputItem[]): Promise<Row[]> {
  const { byImage } = await readScoreFiles([path])
  return items.flatMap((item) => {
    const row = byImage.get(resolve(item.path))
    return row ? [toRow(item.path, row)] : []
  })
}
