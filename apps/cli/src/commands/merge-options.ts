import type { Command } from 'commander'
import type { CommandContext, Run } from './command-context.ts'

export interface MergeFlags {
  readonly out?: string
  readonly csv?: true
}

const examples = `Examples:
  deqa merge 1.ndjson 2.ndjson --out all.ndjson    what the shards of deqa score wrote, as one run would have
  deqa merge shards/*.ndjson --csv > scores.csv
`

/** `deqa merge`: what it takes. */
export function addMergeCommand(program: Command, context: CommandContext, run: Run): void {
  program
    .command('merge')
    .description('Join the NDJSON files that shards of deqa score wrote, ordered by the paths of the images.')
    .argument('<files...>', 'NDJSON files of deqa score')
    .option('--csv', 'a header and one row per image, in place of one JSON object per line')
    .option('-o, --out <file>', 'write to a file; its ending (.ndjson .jsonl .csv) names the format')
    .addHelpText('before', examples)
    .action((files: string[], flags: MergeFlags) =>
      run(async () => (await import('./merge.ts')).merge(files, flags, context)),
    )
}
