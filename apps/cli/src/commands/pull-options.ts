import { type Command, Option } from 'commander'
import type { CommandContext, Run } from './command-context.ts'
import { cacheOption, jsonOption, yesOption } from './shared-options.ts'

export interface PullFlags {
  readonly revision?: string
  readonly include?: string[]
  readonly exclude?: string[]
  readonly cacheDir?: string
  readonly verify?: true
  readonly dryRun?: true
  readonly yes?: true
  readonly json?: true
}

const examples = `Examples:
  deqa pull zhiyuanyou/DeQA-Score-Mix3
  deqa pull zhiyuanyou/DeQA-Score-Mix3 --dry-run     what it would fetch, and whether there is room
  deqa convert "$(deqa pull q-future/one-align --yes)" --out ./one-align

Environment: HF_HOME or HF_HUB_CACHE (where the cache is), HF_TOKEN, HF_ENDPOINT (a mirror), HF_HUB_OFFLINE,
HTTPS_PROXY, NO_PROXY.
`

/** `deqa pull`: what it takes. */
export function addPullCommand(program: Command, context: CommandContext, run: Run): void {
  program
    .command('pull')
    .description('Download a model from a Hugging Face hub, resuming what was begun, and print its folder.')
    .argument('<id>', 'owner/name of a checkpoint, a LoRA release or a model')
    .option('--revision <revision>', 'branch, tag or commit (default: main)')
    .addOption(patternsOption('--include', 'files to fetch, in place of those that are needed; * and ?'))
    .addOption(patternsOption('--exclude', 'files to leave out'))
    .addOption(cacheOption())
    .option('--verify', 'compare what is here already with its digests too')
    .option('--dry-run', 'only say what would be fetched')
    .addOption(yesOption())
    .addOption(jsonOption())
    .addHelpText('before', examples)
    .action((id: string, flags: PullFlags) =>
      run(async () => (await import('./pull.ts')).pull(id, flags, context)),
    )
}

function patternsOption(name: string, description: string): Option {
  return new Option(`${name} <patterns...>`, description)
}
