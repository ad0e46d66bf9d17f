import type { Command } from 'commander'
import type { CommandContext, Run } from './command-context.ts'
import { cacheOption, jsonOption } from './shared-options.ts'

export interface ModelsFlags {
  readonly all?: true
  readonly cacheDir?: string
  readonly json?: true
}

const examples = `Examples:
  deqa models
  deqa models --all --json
`

/** `deqa models`: what it takes. */
export function addModelsCommand(program: Command, context: CommandContext, run: Run): void {
  program
    .command('models')
    .description('List the models in the hub cache, and those that were made of them, with their sizes.')
    .option('--all', "other programs' models too")
    .addOption(cacheOption())
    .addOption(jsonOption())
    .addHelpText('before', examples)
    .action((flags: ModelsFlags) => run(async () => (await import('./models.ts')).models(flags, context)))
}
