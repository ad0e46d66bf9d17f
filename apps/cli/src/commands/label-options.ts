import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  densityChoices,
  formatChoices,
  type LabelFlags,
  methodChoices,
  variantChoices,
} from '../label/label-flags.ts'
import { addRatingsOptions } from '../ratings/ratings-flags.ts'
import type { CommandContext, Run } from './command-context.ts'
import { parseCount } from './shared-options.ts'

const examples = `Examples:
  deqa label ratings.csv > labels.csv                          columns image, mos and std; the paper's label
  deqa label ratings.csv --method moment-matched --out labels.jsonl
  deqa label koniq --root ./koniq10k --split train --variant upstream --density density --out train.json
  deqa label dmos.csv --mos-column dmos --lower-is-better --scale 0,9 --pseudo-std 0.2
  zcat ratings.csv.gz | deqa label - --scale 0,100 --out labels.csv --resume
`

/** `deqa label`: what it takes. */
export function addLabelCommand(program: Command, context: CommandContext, run: Run): void {
  const command = program
    .command('label')
    .description('Turn ratings into soft labels: probabilities of the levels from bad to excellent.')
    .argument(
      '<ratings>',
      'CSV, TSV, JSONL or Parquet file, DeQA meta .json, - for standard input, or the name of a dataset',
    )
    .addOption(new Option('--method <method>', 'kind of label').choices(methodChoices).default('gaussian'))
    .addOption(
      new Option(
        '--density <density>',
        "a level's share of the Gaussian: the mass of its interval (Eq. 1), or the density at the level",
      ).choices(densityChoices),
    )
    .addOption(
      new Option(
        '--variant <variant>',
        "the paper's equations, or the original script digit for digit",
      ).choices(variantChoices),
    )
    .option('--levels <count>', 'number of levels', parseLevels, 5)
    .addOption(new Option('--format <format>', 'by the ending of --out, else csv').choices(formatChoices))
    .option('-o, --out <file>', 'where to write; standard output if not given')
    .option('--resume', 'go on with what a run that was stopped has written')
  addRatingsOptions(command)
    .addHelpText('before', examples)
    .action((source: string, flags: LabelFlags) =>
      run(async () => (await import('./label.ts')).label(source, flags, context)),
    )
}

function parseLevels(text: string): number {
  const levels = parseCount(text)
  if (levels < 2) throw new InvalidArgumentError('Expected at least 2 levels.')
  return levels
}
