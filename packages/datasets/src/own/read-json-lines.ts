import type { Readable } from 'node:stream'
import { DatasetRowInvalid, messageOf } from '../errors.ts'
import { Columns, Fields } from '../files/fields.ts'
import { readLines } from '../files/read-lines.ts'

/** The lines of a JSONL file (`.gz` too), one object each, in bounded memory. Each has the columns that it names. */
export async function* readJsonLines(
  path: string,
  onBadRow?: (error: Error) => void,
  content?: Readable,
): AsyncGenerator<Fields, void, undefined> {
  let columns: Columns | undefined
  for await (const { line, text } of readLines(path, content)) {
    const json = parseObject(path, line, text, onBadRow)
    if (json === undefined) continue
    const names = Object.keys(json)
    // Lines nearly always share their keys: one lookup table serves them all.
    if (!columns || !sameNames(columns.names, names)) columns = new Columns(names)
    yield new Fields(path, line, columns, Object.values(json))
  }
}

function parseObject(
  path: string,
  line: number,
  text: string,
  onBadRow: ((error: Error) => void) | undefined,
): Readonly<Record<string, unknown>> | undefined {
  let problem = 'expected a JSON object'
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
      return json as Readonly<Record<string, unknown>>
    }
  } catch (cause) {
    problem = messageOf(cause)
  }
  const error = new DatasetRowInvalid(path, line, problem)
  if (onBadRow === undefined) throw error
  onBadRow(error)
  return undefined
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index])
}
