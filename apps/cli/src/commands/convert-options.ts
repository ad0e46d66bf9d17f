import type { ConvertOptions, ModelDtype } from '@deqa/model'
import { type Command, Option } from 'commander'
import type { CommandContext, Run } from './command-context.ts'
import { jsonOption, modelDtypes } from './shared-options.ts'

export interface ConvertFlags {
  readonly out: string
  readonly base?: string
  readonly tokenizer?: string
  readonly name?: string
  readonly dtype?: ModelDtype
  readonly variant?: NonNullable<ConvertOptions['variant']>
  readonly overwrite?: true
  readonly verify?: true
  readonly json?: true
}

const examples = `Examples:
  deqa convert ./DeQA-Score-Mix3 --out ./model
  deqa convert ./my-lora --base ./mplug-owl2 --out ./model    a LoRA adapter, merged
  deqa convert ./DeQA-Score-Mix3 --dtype q4 --out ./model     a sixth of the size
  deqa score photos --model ./model
`

/** `deqa convert`: what it takes. */
export function addConvertCommand(program: Command, context: CommandContext, run: Run): void {
  program
    .command('convert')
    .description("Make a runnable model of a checkpoint in the original's format.")
    .argument('<checkpoint>', 'folder with config.json and safetensors or PyTorch .bin files')
    .requiredOption('-o, --out <folder>', 'where to write the model')
    .option('--base <folder>', 'base checkpoint of a LoRA adapter')
    .option('--tokenizer <path>', 'tokenizer.model, or a folder that holds it')
    .option('--name <name>', 'name of the model; otherwise that of the output folder')
    .addOption(new Option('--dtype <dtype>', 'how to store matrices').choices(modelDtypes).default('fp32'))
    .addOption(
      new Option('--variant <variant>', 'whose weights they are, if config.json does not tell').choices([
        'deqa',
        'q-align',
      ]),
    )
    .option('--overwrite', 'replace the model at --out')
    .option('--verify', 'read everything again at the end, and compare')
    .addOption(jsonOption())
    .addHelpText('before', examples)
    .action((checkpoint: string, flags: ConvertFlags) =>
      run(async () => (await import('./convert.ts')).convert(checkpoint, flags, context)),
    )
}
