import { UsageError } from '../errors.ts'
import { formatByEnding } from './format-by-ending.ts'
import type { FormatName } from './row-format.ts'

export interface OutputFlags {
  readonly json?: true
  readonly ndjson?: true
  readonly csv?: true
  readonly out?: string
  readonly resume?: true
}

const byEnding: ReadonlyMap<string, FormatName> = new Map([
  ['.json', 'json'],
  ['.ndjson', 'ndjson'],
  ['.jsonl', 'ndjson'],
  ['.csv', 'csv'],
])

/**
 * The format that was asked for: by a flag, else by the ending of the `--out` file, else the table.
 *
 * @throws {UsageError} if a file's format is not known, or cannot be resumed.
 */
export function chooseFormat(flags: OutputFlags): FormatName {
  const format = flagged(flags) ?? (flags.out === undefined ? 'table' : formatByEnding(flags.out, byEnding))
  if (!format)
    throw new UsageError(
      `--out: cannot tell the format of ${flags.out} from its ending`,
      'Add --json, --ndjson or --csv, or use one of the endings .json, .ndjson, .jsonl and .csv.',
    )
  if (flags.resume && flags.out === undefined)
    throw new UsageError('--resume: there is no file to go on with', 'Name it with --out.')
  if (flags.resume && format !== 'ndjson')
    throw new UsageError(
      `--resume: a ${format} file cannot be continued`,
      'Use NDJSON, as in --out scores.ndjson.',
    )
  return format
}

function flagged({ json, ndjson, csv }: OutputFlags): FormatName | undefined {
  if (json) return 'json'
  if (ndjson) return 'ndjson'
  return csv ? 'csv' : undefined
}
