import type { SplitName } from '@deqa/datasets'
import { UsageError } from '../errors.ts'

/** The error for ratings of which nothing is left to work with. */
export function noUsableRow(title: string, split: SplitName | undefined): UsageError {
  return new UsageError(
    `${title} has no usable row${split ? ` in the ${split} part` : ''}`,
    split ? 'Name another part with --split, or another split with --split-file.' : undefined,
  )
}
