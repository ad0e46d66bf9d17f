import type { BaselineName } from '@deqa/baselines'
import type { PromptName } from '@deqa/model'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { addRatingsOptions, type RatingsFlags } from '../ratings/ratings-flags.ts'
import type { CommandContext, Run } from './command-context.ts'
import {
  addComputeOptions,
  addHubModelOptions,
  type ComputeFlags,
  type HubModelFlags,
  jsonOption,
  parseCount,
  promptChoices,
  yesOption,
} from './shared-options.ts'

/** Named here once more because no package is loaded for a help text; a test compares them. */
export const baselineChoices = [
  'niqe',
  'brisque',
  'mean-gradient',
  'jpeg-size',
] as const satisfies readonly BaselineName[]

export interface EvalFlags extends RatingsFlags, HubModelFlags, ComputeFlags {
  readonly yes?: true
  readonly model?: string
  readonly baseline?: readonly BaselineName[]
  readonly by?: 'distortion'
  readonly prompt: PromptName
  readonly predictions?: string
  readonly intervals?: true
  readonly batchSize?: number
  readonly csv?: true
  readonly json?: true
}

const examples = `Examples:
  deqa eval ./model ratings.csv                           columns image and mos, images beside the table
  deqa eval ./model koniq=./koniq10k kadid=./kadid10k --split test
  deqa eval ./model data/KONIQ/metas/test_koniq_2k.json --predictions results    resumable
  deqa eval runs/my ratings.csv --intervals --json
  deqa eval --baseline niqe,brisque ratings.csv           is there any need for a network?
  deqa eval --model runs/my --baseline niqe set/ratings.csv --split test --by distortion
`

/** `deqa eval`: what it takes. */
export function addEvalCommand(program: Command, context: CommandContext, run: Run): void {
  const command = program
    .command('eval')
    .description(
      'Compare a model, classical measures or both with ratings: PLCC, SRCC, KRCC, RMSE, and distances of distributions.',
    )
    .usage('[options] [model] <ratings...>')
    .argument(
      '<ratings...>',
      'a model: its folder, a finished run, owner/name on the hub, or deqa-mini, unless --model or --baseline is given; then tables, DeQA meta .json files, or datasets with their folders, as in koniq=./koniq10k',
    )
    .option('-m, --model <model>', 'the model, where baselines are compared with it')
    .addOption(
      new Option(
        '--baseline <list>',
        `classical measures to compare, as in niqe,brisque: ${baselineChoices.join(', ')}`,
      ).argParser(parseBaselines),
    )
    .addOption(
      new Option('--by <what>', 'each kind of damage alone as well, where the ratings name it').choices([
        'distortion',
      ]),
    )
    .addOption(
      new Option('--prompt <prompt>', "which of the original's prompts; its evaluation has its own")
        .choices(promptChoices)
        .default('eval'),
    )
    .option(
      '--predictions <folder>',
      "keep each image's prediction as a JSON line in the original's form; what is there is not scored again; a folder for each model and prompt",
    )
    .option('--intervals', '95 % intervals, by the bootstrap')
  addComputeOptions(command, 'threads of the runtime, and of baselines')
    .option('--batch-size <n>', 'images per run of the network; scores move by rounding alone', parseCount)
    .addOption(new Option('--csv', 'every number, one line for each dataset').conflicts('json'))
    .addOption(jsonOption())
  addHubModelOptions(command).addOption(yesOption())
  addRatingsOptions(command)
    .addHelpText('before', examples)
    .action((inputs: string[], flags: EvalFlags) =>
      run(async () => (await import('./eval.ts')).evaluate(inputs, flags, context)),
    )
}

function parseBaselines(text: string): BaselineName[] {
  const names = text.split(',').map((word) => baselineChoices.find((name) => name === word.trim()))
  if (names.includes(undefined))
    throw new InvalidArgumentError(
      `Expected names such as niqe,brisque, out of ${baselineChoices.join(', ')}.`,
    )
  return [...new Set(names as BaselineName[])]
}
