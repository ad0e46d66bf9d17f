import type { PromptName } from '@deqa/model'
import type { Command } from 'commander'
import type { CommandContext, Run } from './command-context.ts'
import {
  addComputeOptions,
  addHubModelOptions,
  type ComputeFlags,
  type HubModelFlags,
  jsonOption,
  modelOption,
  promptOption,
  yesOption,
} from './shared-options.ts'

export interface CompareFlags extends HubModelFlags, ComputeFlags {
  readonly yes?: true
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
  const command = program
    .command('compare')
    .description('How likely one image is better than another.')
    .argument('<a>', 'an image')
    .argument('<b>', 'the other image')
    .addOption(modelOption())
    .addOption(promptOption())
  addComputeOptions(command).addOption(jsonOption())
  addHubModelOptions(command)
    .addOption(yesOption())
    .addHelpText('before', examples)
    .action((a: string, b: string, flags: CompareFlags) =>
      run(async () => (await import('./compare.ts')).compare(a, b, flags, context)),
    )
}
