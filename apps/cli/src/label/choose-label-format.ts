import { UsageError } from '../errors.ts'
import { formatByEnding } from '../output/format-by-ending.ts'
import type { LabelFlags, LabelFormatName } from './label-flags.ts'

const byEnding: ReadonlyMap<string, LabelFormatName> = new Map([
  ['.csv', 'csv'],
  ['.jsonl', 'jsonl'],
  ['.ndjson', 'jsonl'],
  ['.json', 'deqa-meta'],
])

/**
 * The format that was asked for: by `--format`, else by the ending of the `--out` file, else CSV.
 *
 * @throws {UsageError} if options do not go together.
 */
export function chooseLabelFormat(flags: LabelFlags): LabelFormatName {
  const { out, method, density, variant, levels, resume } = flags
  if (method !== 'gaussian' && (density ?? variant) !== undefined)
    throw new UsageError(
      `${density ? '--density' : '--variant'}: only --method gaussian has it, not ${method}`,
      'Leave one of the two away.',
    )
  if (resume && out === undefined)
    throw new UsageError('--resume: there is no file to go on with', 'Name it with --out.')
  const format = flags.format ?? (out === undefined ? 'csv' : formatByEnding(out, byEnding))
  if (!format)
    throw new UsageError(
      `--out: cannot tell the format of ${out} from its ending`,
      'Add --format, or use one of the endings .csv, .jsonl, .ndjson and .json.',
    )
  if (format === 'deqa-meta' && levels !== 5)
    throw new UsageError(`--levels: a DeQA meta file has five, not ${levels}`, 'Take --format jsonl.')
  return format
}
