import type { Command } from 'commander'
import type { CommandContext, Run } from './command-context.ts'
import { cacheOption, yesOption } from './shared-options.ts'

export interface RmFlags {
  readonly cacheDir?: string
  readonly keepConverted?: true
  readonly yes?: true
}

const examples = `Examples:
  deqa rm zhiyuanyou/DeQA-Score-Mix3
  deqa rm zhiyuanyou/DeQA-Score-Mix3 --keep-converted    the download alone; scoring goes on
`

/** `deqa rm`: what it takes. */
export function addRmCommand(program: Command, context: CommandContext, run: Run): void {
  program
    .command('rm')
    .description('Remove a model from the hub cache, with all its revisions, and what was made of it.')
    .argument('<id>', 'owner/name, as deqa models lists it')
    .addOption(cacheOption())
    .option('--keep-converted', 'keep the models that were made of it')
    .addOption(yesOption())
    .addHelpText('before', examples)
    .action((id: string, flags: RmFlags) => run(async () => (await import('./rm.ts')).rm(id, flags, context)))
}
