import type { PromptName } from '@deqa/model'
import { type Command, Option } from 'commander'
import type { CommandContext, Run } from './command-context.ts'
import { jsonOption, modelOption, promptChoices } from './shared-options.ts'

export interface CompareFlags {
  readonly model?: string
  readonly prompt?: PromptName
  readonly json?: true
}

const examples = `Examples:
  deqa compare before.jpg after.jpg
  deqa compare before.jpg after.jpg --json
`

/** `deqa compare`: what it takes. */
export function addCompareCommand(program: Command, context: CommandContext, run: Run): void {
  program
    .command('compare')
    .description('How likely one image is better than another.')
    .argument('<a>', 'an image')
    .argument('<b>', 'the other image')
    .addOption(modelOption())
    .addOption(new Option('--prompt <prompt>', "which of the original's prompts").choices(promptChoices))
    .addOption(jsonOption())
    .addHelpText('before', examples)
    .action((a: string, b: string, flags: CompareFlags) =>
      run(async () => (await import('./compare.ts')).compare(a, b, flags, context)),
    )
}
