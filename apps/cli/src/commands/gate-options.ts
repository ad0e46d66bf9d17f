import { type Command, InvalidArgumentError, Option } from 'commander'
import type { CommandContext, Run } from './command-context.ts'
import { addRowsOptions, type RowsFlags } from './rows-options.ts'
import { jsonOption } from './shared-options.ts'

export interface GateFlags extends RowsFlags {
  readonly min: number
  readonly json?: true
}

const examples = `Examples:
  deqa gate photos --min 3.5                       exit code 5 if one scores lower
  deqa gate upload.jpg --min 2.5 && publish upload.jpg
  deqa gate --scores scores.ndjson --min 3 --json
`

/** `deqa gate`: what it takes. */
export function addGateCommand(program: Command, context: CommandContext, run: Run): void {
  const command = program
    .command('gate')
    .description(
      'Tell by the exit code whether all images score at least so much, and show those that do not.',
    )
    .addOption(
      new Option('--min <score>', 'the lowest score that passes, from 1 to 5')
        .argParser(parseScore)
        .makeOptionMandatory(),
    )
  addRowsOptions(command)
    .addOption(jsonOption())
    .addHelpText('before', examples)
    .action((inputs: string[], flags: GateFlags) =>
      run(async () => (await import('./gate.ts')).gate(inputs, flags, context)),
    )
}

function parseScore(text: string): number {
  const score = Number(text)
  if (text.trim() === '' || !(score >= 1 && score <= 5))
    throw new InvalidArgumentError('Expected a score from 1 to 5, as in 3.5.')
  return score
}
