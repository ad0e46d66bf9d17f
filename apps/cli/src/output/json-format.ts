import type { PlainRowFormat } from './row-format.ts'

/**
 * One JSON document: `{ "model": {…}, "results": [ … ] }`, one result per line.
 *
 * @param fields - what comes before the results.
 */
export function jsonFormat(fields: Readonly<Record<string, unknown>>): PlainRowFormat {
  let separator = '\n'
  const before = Object.entries(fields).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`,
  )
  return {
    head: `{\n${before.join('')}  "results": [`,
    row(row) {
      const text = `${separator}    ${JSON.stringify(row)}`
      separator = ',\n'
      return text
    },
    tail: '\n  ]\n}\n',
  }
}
