import type { Command } from 'commander'
import type { CommandContext, Run } from './command-context.ts'
import { cacheOption, yesOption } from './shared-options.ts'

export interface RmFlags {
  readonly cacheDir?: string
  readonly yes?: true
}

const examples = `Examples:
  deqa rm zhiyuanyou/DeQA-Score-Mix3    after deqa convert, for instance
`

/** `deqa rm`: what it takes. */
export function addRmCommand(program: Command, context: CommandContext, run: Run): void {
  program
    .command('rm')
    .description('Remove a model from the hub cache, with all its revisions.')
    .argument('<id>', 'owner/name, as deqa models lists it')
    .addOption(cacheOption())
    .addOption(yesOption())
    .addHelpText('before', examples)
    .action((id: string, flags: RmFlags) => run(async () => (await import('./rm.ts')).rm(id, flags, context)))
}
