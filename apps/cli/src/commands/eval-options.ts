import type { PromptName } from '@deqa/model'
import { type Command, Option } from 'commander'
import { addRatingsOptions, type RatingsFlags } from '../ratings/ratings-flags.ts'
import type { CommandContext, Run } from './command-context.ts'
import {
  addHubModelOptions,
  type HubModelFlags,
  jsonOption,
  parseCount,
  promptChoices,
  yesOption,
} from './shared-options.ts'

export interface EvalFlags extends RatingsFlags, HubModelFlags {
  readonly yes?: true
  readonly prompt: PromptName
  readonly predictions?: string
  readonly intervals?: true
  readonly threads?: number
  readonly batchSize?: number
  readonly csv?: true
  readonly json?: true
}

const examples = `Examples:
  deqa eval ./model ratings.csv                           columns image and mos, images beside the table
  deqa eval ./model koniq=./koniq10k kadid=./kadid10k --split test
  deqa eval ./model data/KONIQ/metas/test_koniq_2k.json --predictions results    resumable
  deqa eval runs/my ratings.csv --intervals --json
`

/** `deqa eval`: what it takes. */
export function addEvalCommand(program: Command, context: CommandContext, run: Run): void {
  const command = program
    .command('eval')
    .description('Compare a model with ratings: PLCC, SRCC, KRCC, RMSE, and distances of distributions.')
    .argument('<model>', 'model folder, a finished run, owner/name on the hub, or deqa-mini')
    .argument(
      '<ratings...>',
      'tables, DeQA meta .json files, or datasets with their folders, as in koniq=./koniq10k',
    )
    .addOption(
      new Option('--prompt <prompt>', "which of the original's prompts; its evaluation has its own")
        .choices(promptChoices)
        .default('eval'),
    )
    .option(
      '--predictions <folder>',
      "keep each image's prediction as a JSON line in the original's form; what is there is not scored again",
    )
    .option('--intervals', '95 % intervals, by the bootstrap')
    .option('--threads <n>', 'threads of the runtime', parseCount)
    .option('--batch-size <n>', 'images per run of the network; never changes a score', parseCount)
    .addOption(new Option('--csv', 'every number, one line for each dataset').conflicts('json'))
    .addOption(jsonOption())
  addHubModelOptions(command).addOption(yesOption())
  addRatingsOptions(command)
    .addHelpText('before', examples)
    .action((model: string, ratings: string[], flags: EvalFlags) =>
      run(async () => (await import('./eval.ts')).evaluate(model, ratings, flags, context)),
    )
}
