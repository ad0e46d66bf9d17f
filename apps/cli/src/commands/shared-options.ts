import type { LoadScorerOptions, PromptName } from '@deqa/model'
import { InvalidArgumentError, Option } from 'commander'

/** Named here once more because the model package is not loaded for a help text; a test compares them. */
export const promptChoices = ['scorer', 'eval'] as const satisfies readonly PromptName[]

export const deviceChoices = ['auto', 'cpu'] as const satisfies readonly NonNullable<
  LoadScorerOptions['device']
>[]

export function modelOption(): Option {
  return new Option('-m, --model <model>', 'model folder, or deqa-mini, the one that is built in').env(
    'DEQA_MODEL',
  )
}

export function jsonOption(): Option {
  return new Option('--json', 'one JSON document on standard output')
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
