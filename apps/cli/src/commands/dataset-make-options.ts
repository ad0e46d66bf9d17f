import { type Command, InvalidArgumentError, Option } from 'commander'
import type { CommandContext, Run } from './command-context.ts'
import { jsonOption, parseCount } from './shared-options.ts'

export interface DatasetMakeFlags {
  readonly out: string
  readonly types?: string
  readonly strengths: readonly number[]
  readonly chains: number
  readonly seed: string
  readonly split: SplitRatios
  readonly format: 'png' | 'jpeg'
  readonly size: number
  readonly jobs?: number
  readonly json?: true
}

/** Shares of the photographs, in any unit. */
export interface SplitRatios {
  readonly train: number
  readonly validation: number
  readonly test: number
}

const groupExamples = `Examples:
  deqa dataset make photos --out ./set     a labelled set from any photographs
`

const examples = `Examples:
  deqa dataset make photos --out ./set
  deqa dataset make photos --out ./set --types jpeg,gaussian-blur --strengths 2,4 --format jpeg
  deqa dataset make photos --out ./set --types none --chains 20 --split 8/1/1 --seed 7
`

/** `deqa dataset make`: what it takes. */
export function addDatasetCommand(program: Command, context: CommandContext, run: Run): void {
  const dataset = program
    .command('dataset')
    .description('Datasets of your own.')
    .addHelpText('before', groupExamples)
  dataset
    .command('make')
    .description(
      'Damage photographs as KADID-10k does and label the results with the ratings its raters gave to such damage. The same command goes on where it was stopped.',
    )
    .argument('<photos>', 'folder of good photographs')
    .requiredOption('-o, --out <folder>', 'where to write images/, ratings.csv and dataset.json')
    .option('--types <list>', 'kinds of damage by name or number 1..25, or none; otherwise all 25')
    .addOption(
      new Option('--strengths <list>', 'strengths, 1..5').default([1, 2, 3, 4, 5]).argParser(parseStrengths),
    )
    .addOption(
      new Option('--chains <n>', 'mixtures as cameras make them, per photograph')
        .default(0)
        .argParser(parseChains),
    )
    .option('--seed <seed>', 'another one gives other noise, other chains and another split', '1')
    .addOption(
      new Option('--split <ratios>', 'shares of train/validation/test, by photograph')
        .default({ train: 80, validation: 10, test: 10 }, '80/10/10')
        .argParser(parseSplit),
    )
    .addOption(new Option('--format <format>', 'of the images').choices(['png', 'jpeg']).default('png'))
    .addOption(
      new Option('--size <pixels>', 'reduce photographs to this long side first; strengths are made for 512')
        .default(512)
        .argParser(parseCount),
    )
    .addOption(new Option('-j, --jobs <n>', 'threads; otherwise one per processor').argParser(parseCount))
    .addOption(jsonOption())
    .addHelpText('before', examples)
    .action((photos: string, flags: DatasetMakeFlags) =>
      run(async () => (await import('./dataset-make.ts')).datasetMake(photos, flags, context)),
    )
}

function parseStrengths(text: string): number[] {
  const strengths = text.split(',').map(Number)
  if (strengths.some((strength) => !(strength >= 1 && strength <= 5)))
    throw new InvalidArgumentError('Expected numbers in 1..5, such as 1,3,5.')
  return [...new Set(strengths)]
}

function parseChains(text: string): number {
  return text === '0' ? 0 : parseCount(text)
}

function parseSplit(text: string): SplitRatios {
  const ratios = text.split('/').map(Number)
  const [train, validation, test] = ratios
  const sum = ratios.reduce((a, b) => a + b, 0)
  if (ratios.length !== 3 || ratios.some((ratio) => !(ratio >= 0)) || !(sum > 0 && Number.isFinite(sum)))
    throw new InvalidArgumentError('Expected three shares, such as 80/10/10.')
  return { train: train!, validation: validation!, test: test! }
}
