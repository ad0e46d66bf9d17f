import { UsageError } from '../errors.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { checkOutFile } from '../output/check-out-file.ts'
import { chooseFormat } from '../output/choose-format.ts'
import { openWriter } from '../output/open-writer.ts'
import { prepareResume } from '../output/prepare-resume.ts'
import { say } from '../terminal.ts'
import { chooseModel } from './choose-model.ts'
import { collectItems } from './collect-items.ts'
import type { CommandContext } from './command-context.ts'
import type { ScoreFlags } from './score-options.ts'
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

  let items = await collectItems(inputs, flags.shard, context)
  context.signal.throwIfAborted()
  const { name, info: model, provenance } = await chooseModel(flags, context)

  if (flags.resume && out !== undefined && outState !== 'absent') {
    const paths = items.map(({ path }) => path)
    const done = await prepareResume(out, paths, provenance)
    say(stderr, `${done.size} of ${items.length} images are done already`)
    items = items.filter(({ path }) => !done.has(path))
  }

  const files = items.map(({ path }) => path)
  const writer = await openWriter({ format, out, files, model, provenance }, context)
  const failed = await writeScores(items, writer, { ...flags, model: name }, context)
  if (failed === 0) return exitCodes.done
  say(stderr, `${failed} of ${items.length} images could not be scored`)
  return exitCodes.someFailed
}
