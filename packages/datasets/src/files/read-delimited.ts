import { pipeline, type Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { DatasetFileMalformed } from '../errors.ts'
import { Columns, type DecimalMark, Fields } from './fields.ts'
import { asDatasetError, openFile } from './open-file.ts'

export interface DelimitedOptions {
  /** @default ',' */
  readonly delimiter?: string
  /** What stands before the decimals of a number. @default '.' */
  readonly mark?: DecimalMark
  /** Columns that must be there. */
  readonly required?: readonly string[]
  /** The columns of a file without a header row. */
  readonly names?: readonly string[]
  /** Read in place of the file, whose path then only names it. */
  readonly content?: Readable
}

/** The longest record, in characters: an unclosed quote must not swallow the rest of the file. */
const LONGEST_RECORD = 1_000_000

interface ParsedRecord {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/**
 * The rows of a CSV or TSV file (RFC 4180 quoting, `.gz` too), in bounded memory. Empty lines are skipped.
 * A row is numbered by its last line; a CR LF inside quotes counts as two lines.
 *
 * @throws {DatasetFileMalformed} if quoting is broken, the file is empty, a required column is missing or there twice, or
 *   semicolons seem to separate the fields.
 */
export async function* readDelimited(
  path: string,
  options: DelimitedOptions = {},
): AsyncGenerator<Fields, void, undefined> {
  const { delimiter = ',', mark, required = [], names, content } = options
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_RECORD,
    // Tab separated files of this field often hold plain quotes inside a field.
    relax_quotes: delimiter === '\t',
  })
  pipeline(openFile(path, content), parser, () => {})
  let columns = names === undefined ? undefined : new Columns(names)
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
      if (columns === undefined) {
        columns = new Columns(record)
        refuseSemicolons(path, record, delimiter, info.lines)
        columns.require(required, path, info.lines)
      } else yield new Fields(path, info.lines, columns, record, mark)
    }
  } catch (cause) {
    throw asDatasetError(path, cause, parser.info.lines)
  }
  if (columns === undefined) throw new DatasetFileMalformed(path, 'the file is empty', { line: 1 })
}

/** A spreadsheet of a country that writes decimal commas separates fields by semicolons. */
function refuseSemicolons(path: string, header: readonly string[], delimiter: string, line: number): void {
  const [only] = header
  if (header.length > 1 || delimiter === ';' || !only?.includes(';')) return
  throw new DatasetFileMalformed(path, `the header is a single field, ${JSON.stringify(only)}`, {
    line,
    advice:
      'If semicolons separate its fields, say that they are the delimiter, and that numbers have a decimal comma where they do; or save it with commas and decimal points.',
  })
}
