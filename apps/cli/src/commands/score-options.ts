import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseShard, type Shard } from '../input/shard.ts'
import type { CommandContext, Run } from './command-context.ts'
import { addScoringOptions, type ScoringFlags } from './scoring-options.ts'
import { addHubModelOptions, jsonOption, reportOption, yesOption } from './shared-options.ts'

export interface ScoreFlags extends ScoringFlags {
  readonly json?: true
  readonly ndjson?: true
  readonly csv?: true
  readonly out?: string
  readonly resume?: true
  readonly shard?: Shard
  readonly report?: string
}

const examples = `Examples:
  deqa score photo.jpg                             a table
  deqa score photos --csv > scores.csv             every image below a folder
  deqa score 'photos/**/*.png' --json              a glob
  find . -name '*.jpg' -mtime -1 | deqa score -    a list, one path per line
  deqa score photos --out scores.ndjson --resume   go on where the last run stopped
  deqa score photos --report scores.html           a page with pictures, the best first
  deqa score photos --shard 2/8 --out 2.ndjson     one part of eight
  deqa score photos --model zhiyuanyou/DeQA-Score-Mix3
                                                   fetched and converted at the first use, after asking
`

/** `deqa score`: what it takes. What it does lies in `score.ts`, which is loaded when it runs. */
export function addScoreCommand(program: Command, context: CommandContext, run: Run): void {
  const command = program
    .command('score')
    .description('Score images from 1 (bad) to 5 (excellent).')
    .argument('<inputs...>', 'files, folders, quoted globs; - reads a list from standard input')
  addScoringOptions(command)
    .addOption(jsonOption().conflicts(['ndjson', 'csv']))
    .addOption(
      new Option('--ndjson', 'one JSON object per line, as soon as it is there').conflicts(['json', 'csv']),
    )
    .addOption(new Option('--csv', 'a header and one row per image').conflicts(['json', 'ndjson']))
    .option('-o, --out <file>', 'write to a file; its ending (.json .ndjson .jsonl .csv) names the format')
    .option('--resume', 'keep what the --out file of an earlier run holds; needs NDJSON')
    .option('--shard <i/n>', 'score only part i of n', readShard)
    .addOption(reportOption())
  addHubModelOptions(command)
    .addOption(yesOption())
    .addHelpText('before', examples)
    .action((inputs: string[], flags: ScoreFlags) =>
      run(async () => (await import('./score.ts')).score(inputs, flags, context)),
    )
}

function readShard(text: string): Shard {
  const shard = parseShard(text)
  if (!shard) throw new InvalidArgumentError('Expected i/n with 1 ≤ i ≤ n, such as 2/8.')
  return shard
}
