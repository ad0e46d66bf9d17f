import { type Command, Option } from 'commander'
import { addRatingsOptions, type RatingsFlags } from '../ratings/ratings-flags.ts'
import type { CommandContext, Run } from './command-context.ts'
import { jsonOption } from './shared-options.ts'

export interface StatsFlags extends RatingsFlags {
  readonly check?: true
  readonly checkImages?: true
  readonly json?: true
  readonly html?: string
}

const examples = `Examples:
  deqa stats koniq --root ./koniq10k                        beside the paper's own figures; no images needed
  deqa stats koniq --root ./koniq10k --split train --split-file split.json
  deqa stats ratings.csv --html ratings.html                histograms of your own ratings
  deqa stats kadid --root ./kadid10k --check --json
`

/** `deqa stats`: what it takes. */
export function addStatsCommand(program: Command, context: CommandContext, run: Run): void {
  const command = program
    .command('stats')
    .description("The paper's Tables 1, 2 and A1 for any ratings: what labels keep of them.")
    .argument(
      '<ratings>',
      'name of a dataset, CSV, TSV, JSONL or Parquet file, DeQA meta .json, or - for standard input',
    )
    .option('--check', 'look for what makes results wrong: impossible scores, doubled names, leaks, …')
    .option('--check-images', 'the same, and read every image file')
    .addOption(new Option('--html <page>', 'write a page with tables and histograms too'))
    .addOption(jsonOption())
  addRatingsOptions(command)
    .addHelpText('before', examples)
    .action((source: string, flags: StatsFlags) =>
      run(async () => (await import('./stats.ts')).stats(source, flags, context)),
    )
}
