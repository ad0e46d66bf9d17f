import type { Command } from 'commander'
import type { CommandContext, Run } from './command-context.ts'
import { addHubModelOptions, type HubModelFlags, jsonOption, modelOption } from './shared-options.ts'

export interface DoctorFlags extends HubModelFlags {
  readonly model?: string
  readonly json?: true
}

const examples = `Examples:
  deqa doctor
  deqa doctor --model ./model --json
`

/** `deqa doctor`: what it takes. */
export function addDoctorCommand(program: Command, context: CommandContext, run: Run): void {
  const command = program
    .command('doctor')
    .description('Show versions, the device and the model, and check that scoring works.')
    .addOption(modelOption())
  addHubModelOptions(command)
    .addOption(jsonOption())
    .addHelpText('before', examples)
    .action((flags: DoctorFlags) => run(async () => (await import('./doctor.ts')).doctor(flags, context)))
}
