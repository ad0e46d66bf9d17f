import { type Command, Option } from 'commander'
import type { CommandContext, Run } from './command-context.ts'
import { addRowsOptions, type RowsFlags } from './rows-options.ts'
import { jsonOption, parseCount, reportOption } from './shared-options.ts'

export interface RankFlags extends RowsFlags {
  readonly best?: number
  readonly worst?: number
  readonly json?: true
  readonly csv?: true
  readonly report?: string
}

const examples = `Examples:
  deqa rank photos                                 every image below a folder, the best first
  deqa rank photos --worst 20                      those to look at
  deqa rank --scores scores.ndjson --report scores.html > order.txt
  deqa score photos --out scores.ndjson --resume && deqa rank --scores scores.ndjson --csv
`

/** `deqa rank`: what it takes. */
export function addRankCommand(program: Command, context: CommandContext, run: Run): void {
  const command = program.command('rank').description('Order images from the best to the worst.')
  addRowsOptions(command)
    .addOption(new Option('--best <n>', 'only the first n').argParser(parseCount))
    .addOption(new Option('--worst <n>', 'only the last n').argParser(parseCount).conflicts('best'))
    .addOption(jsonOption().conflicts('csv'))
    .option('--csv', 'a header and one row per image')
    .addOption(reportOption())
    .addHelpText('before', examples)
    .action((inputs: string[], flags: RankFlags) =>
      run(async () => (await import('./rank.ts')).rank(inputs, flags, context)),
    )
}
