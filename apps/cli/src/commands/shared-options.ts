import type { DtypeChoice, LoadScorerOptions, LocateOptions, ModelDtype, PromptName } from '@deqa/model'
import { type Command, InvalidArgumentError, Option } from 'commander'

/** Named here once more because the model package is not loaded for a help text; a test compares them. */
export const promptChoices = ['scorer', 'eval', 'aesthetics', 'hub'] as const satisfies readonly PromptName[]

export const deviceChoices = ['auto', 'cpu', 'cuda', 'webgpu'] as const satisfies readonly NonNullable<
  LoadScorerOptions['device']
>[]

export const modelDtypes = ['fp32', 'fp16', 'q8', 'q4'] as const satisfies readonly ModelDtype[]

export const dtypeChoices = ['auto', ...modelDtypes] as const satisfies readonly DtypeChoice[]

export function modelOption(): Option {
  return new Option(
    '-m, --model <model>',
    'model folder, owner/name on the hub, or deqa-mini, the one that is built in',
  ).env('DEQA_MODEL')
}

export function promptOption(): Option {
  return new Option('--prompt <prompt>', "which of the original's prompts").choices(promptChoices)
}

/** What tells which model of the hub is meant, and where it is kept. */
export interface HubModelFlags {
  readonly dtype?: DtypeChoice
  readonly revision?: string
  readonly base?: string
  readonly cacheDir?: string
}

/** The flags that say which model of the hub is meant. */
export function hubModelOptions({
  dtype,
  revision,
  base,
  cacheDir,
}: HubModelFlags): LocateOptions & { readonly base?: string } {
  return {
    ...(dtype && { dtype }),
    ...(revision !== undefined && { revision }),
    ...(base !== undefined && { base }),
    ...(cacheDir !== undefined && { cacheDir }),
  }
}

/** The options of a command that may fetch and convert a model of the hub, but for `--model` itself. */
export function addHubModelOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--dtype <dtype>',
        'how the matrices are stored; auto is q4 if fp32 would take more than half of the memory',
      ).choices(dtypeChoices),
    )
    .option('--revision <revision>', 'branch, tag or commit of a model of the hub (default: main)')
    .option('--base <base>', 'base of a LoRA release, if not the one that it names')
    .addOption(cacheOption())
}

/** How a network is run on images. */
export interface ComputeFlags {
  readonly device?: (typeof deviceChoices)[number]
  readonly threads?: number
  readonly autoOrient?: true
}

/** @param threads - what they are for, in the help. */
export function addComputeOptions(command: Command, threads = 'threads of the runtime'): Command {
  return command
    .addOption(new Option('--device <device>', 'where to compute').choices(deviceChoices))
    .option('--threads <n>', threads, parseCount)
    .option('--auto-orient', 'turn images upright by their EXIF orientation; the original turns TIFFs alone')
}

export function jsonOption(): Option {
  return new Option('--json', 'one JSON document on standard output')
}

export function reportOption(): Option {
  return new Option('--report <page>', 'write an HTML page of all images with their scores too')
}

export function cacheOption(): Option {
  return new Option('--cache-dir <folder>', 'the hub cache; otherwise that of HF_HOME and HF_HUB_CACHE')
}

export function yesOption(): Option {
  return new Option('-y, --yes', 'do not ask')
}

/** Reads an option's value that counts something. */
export function parseCount(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('Expected a whole number, 1 or more.')
  return value
}
