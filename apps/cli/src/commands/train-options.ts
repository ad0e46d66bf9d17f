import type { Command } from 'commander'
import type { CommandContext, Run } from './command-context.ts'
import { jsonOption } from './shared-options.ts'

export interface TrainFlags {
  readonly out?: string
  readonly resume?: true
  readonly override?: readonly string[]
  readonly printConfig?: true
  readonly json?: true
}

const examples = `Examples:
  deqa train configs/smoke.yaml --out runs/smoke              seconds, with nothing but the repository
  deqa train my.yaml --out runs/my --resume                   go on where the last session stopped
  deqa train my.yaml --out runs/b --override seed=7 "batch.size=8"
  deqa train my.yaml --print-config                           every setting, and the reason for each default
  deqa score photos --model runs/smoke                        a finished run is a model
`

/** `deqa train`: what it takes. */
export function addTrainCommand(program: Command, context: CommandContext, run: Run): void {
  program
    .command('train')
    .description('Train a network from ratings, as a configuration says.')
    .argument('<config>', 'YAML, JSON, or a module with a default export; may extend another')
    .option('-o, --out <folder>', 'folder of the run; when it has ended, it is a model')
    .option('--resume', 'go on with the run in --out, or begin it')
    .option('--override <path=value...>', 'replace settings, as in schedule.steps=100; values are YAML')
    .option('--print-config', 'print every setting with its reason, and train nothing')
    .addOption(jsonOption())
    .addHelpText('before', examples)
    .action((config: string, flags: TrainFlags) =>
      run(async () => (await import('./train.ts')).train(config, flags, context)),
    )
}
