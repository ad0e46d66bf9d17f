import { type Command, InvalidArgumentError } from 'commander'
import type { CommandContext, Run } from './command-context.ts'
import {
  addComputeOptions,
  addHubModelOptions,
  type ComputeFlags,
  type HubModelFlags,
  jsonOption,
  modelOption,
  parseCount,
  yesOption,
} from './shared-options.ts'

export interface BenchFlags extends HubModelFlags, ComputeFlags {
  readonly model?: string
  readonly batchSize: number
  readonly seconds: number
  readonly compare?: true
  readonly yes?: true
  readonly json?: true
}

const examples = `Examples:
  deqa bench                                       the built-in model on a synthetic photograph
  deqa bench photos --model ./model --batch-size 4
  deqa bench --json > before.json                  a run to keep
  deqa bench --compare before.json after.json      two runs side by side, with ratios
`

/** `deqa bench`: what it takes. */
export function addBenchCommand(program: Command, context: CommandContext, run: Run): void {
  const command = program
    .command('bench')
    .description('Measure a model: images per second, time per image and stage, loading, memory.')
    .argument('[inputs...]', 'images as deqa score takes them; with --compare, two reports')
    .addOption(modelOption())
  addComputeOptions(command)
    .option('--batch-size <n>', 'images per run of the network', parseCount, 8)
    .option('--seconds <s>', 'how long each of three measurements takes at least', parseSeconds, 5)
    .option('--compare', 'put two reports of --json side by side')
    .addOption(jsonOption())
  addHubModelOptions(command)
    .addOption(yesOption())
    .addHelpText('before', examples)
    .action((inputs: string[], flags: BenchFlags) =>
      run(async () => (await import('./bench.ts')).bench(inputs, flags, context)),
    )
}

function parseSeconds(text: string): number {
  const value = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || value <= 0 || value > 3600)
    throw new InvalidArgumentError('Expected seconds, more than 0 and at most 3600.')
  return value
}
