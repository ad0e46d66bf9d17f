import type { SplitName, TableFormat } from '@deqa/datasets'
import { type Command, InvalidArgumentError, Option } from 'commander'

/** What the options of a command that reads ratings say. */
export interface RatingsFlags {
  readonly root?: string
  readonly scale: ScaleFlag
  readonly lowerIsBetter?: true
  readonly pseudoStd?: number
  readonly split?: SplitName
  readonly splitFile?: string
  readonly imageColumn?: string
  readonly mosColumn?: string
  readonly stdColumn?: string
  readonly inputFormat?: TableFormat
  readonly delimiter?: string
  readonly decimalComma?: true
}

/** The two ends of the scale of the scores, or that they are the lowest and the highest score there is. */
export type ScaleFlag = 'observed' | { readonly min: number; readonly max: number }

const splitChoices = ['train', 'validation', 'test'] as const satisfies readonly SplitName[]
export const inputFormats = ['csv', 'tsv', 'jsonl', 'parquet'] as const satisfies readonly TableFormat[]

/** Options of every command that reads ratings. */
export function addRatingsOptions(command: Command): Command {
  return command
    .option(
      '--root <folder>',
      'folder of the dataset, or the one that image paths of a table are relative to',
    )
    .option(
      '--scale <scale>',
      'ends of the scale of the scores, as in 0,100; or observed: the lowest and highest score',
      parseScale,
      'observed',
    )
    .option('--lower-is-better', 'the scores are a DMOS: the lowest is the best')
    .option(
      '--pseudo-std <ratio>',
      "deviation of a rating that has none, as a share of the scale's range; the paper's for PIPAL is 0.2",
      parseRatio,
    )
    .addOption(new Option('--split <part>', 'only this part of the split').choices(splitChoices))
    .option('--split-file <json>', "a { train: [names], test: [names] } in place of the dataset's own split")
    .option('--image-column <name>', 'column with the path or name of the image')
    .option('--mos-column <name>', 'column with the mean opinion score')
    .option('--std-column <name>', 'column with the standard deviation of the opinions')
    .addOption(
      new Option('--input-format <format>', 'format of a table whose name does not tell it').choices(
        inputFormats,
      ),
    )
    .option(
      '--delimiter <character>',
      'what separates the fields of a CSV or TSV table, as in ";" (a comma or a tab without it)',
    )
    .option('--decimal-comma', 'its numbers have a comma before their decimals: 3,5')
}

function parseScale(text: string): ScaleFlag {
  if (text === 'observed') return text
  const match = /^([^,]+),([^,]+)$/.exec(text)
  const [min, max] = [Number(match?.[1]), Number(match?.[2])]
  if (!Number.isFinite(min) || !Number.isFinite(max) || min >= max)
    throw new InvalidArgumentError('Expected the two ends, lower first, as in 0,100; or observed.')
  return { min, max }
}

function parseRatio(text: string): number {
  const ratio = Number(text)
  if (text.trim() === '' || !(ratio >= 0 && ratio < Number.POSITIVE_INFINITY))
    throw new InvalidArgumentError('Expected a number of at least 0, as in 0.2.')
  return ratio
}
