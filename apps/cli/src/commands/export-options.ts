import { type Command, InvalidArgumentError, Option } from 'commander'
import type { CommandContext, Run } from './command-context.ts'
import { exportFormats } from './export-formats.ts'
import { exportTypes } from './export-types.ts'
import { jsonOption } from './shared-options.ts'

export interface ExportFlags {
  readonly out: string
  readonly format: (typeof exportFormats)[number]
  readonly dtype: keyof typeof exportTypes
  readonly checkpoint: 'latest' | 'best'
  readonly blend: number
  readonly json?: true
}

const examples = `Examples:
  deqa export runs/my --out ./weights                          safetensors in the original's layout
  deqa export runs/my --out ./weights --dtype bf16             half the size
  deqa export runs/my-lora --out ./adapters --format lora      adapters over their base
  deqa export runs/my --out ./best --format model --checkpoint best
  deqa export runs/my --out ./half --format model --blend 0.5  halfway from what it began with
`

/** `deqa export`: what it takes. */
export function addExportCommand(program: Command, context: CommandContext, run: Run): void {
  program
    .command('export')
    .description('Take what a training run has learned, finished or not, out of its folder.')
    .argument('<run>', 'folder of a run')
    .requiredOption('-o, --out <folder>', 'where to write; empty or not there yet')
    .addOption(
      new Option(
        '--format <format>',
        "safetensors in the original's layout, a LoRA release, or a model to score with",
      )
        .choices(exportFormats)
        .default('safetensors'),
    )
    .addOption(
      new Option('--dtype <type>', 'how weights are stored; a model has fp32')
        .choices(Object.keys(exportTypes))
        .default('fp32'),
    )
    .addOption(
      new Option('--checkpoint <which>', 'the newest one, or the one with the best evaluation')
        .choices(['latest', 'best'])
        .default('latest'),
    )
    .option(
      '--blend <share>',
      'of a run that began with a trained network: how much of the way from there, 0 to 1',
      parseShare,
      1,
    )
    .addOption(jsonOption())
    .addHelpText('before', examples)
    .action((folder: string, flags: ExportFlags) =>
      run(async () => (await import('./export.ts')).exportRun(folder, flags, context)),
    )
}

function parseShare(text: string): number {
  const share = Number(text)
  if (text.trim() !== '' && share >= 0 && share <= 1) return share
  throw new InvalidArgumentError(`Expected a number from 0 to 1, such as 0.5, got "${text}".`)
}
