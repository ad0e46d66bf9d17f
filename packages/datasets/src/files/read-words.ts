import { Columns, Fields } from './fields.ts'
import { readLines } from './read-lines.ts'

/** The lines of a text file as rows, split at blanks, tabs and commas; the columns are named by the caller. */
export async function* readWords(
  path: string,
  names: readonly string[],
): AsyncGenerator<Fields, void, undefined> {
  const columns = new Columns(names)
  for await (const { line, text } of readLines(path)) {
    yield new Fields(path, line, columns, text.trim().split(/\s*,\s*|\s+/))
  }
}
