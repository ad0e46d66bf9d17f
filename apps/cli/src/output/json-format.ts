import type { ModelInfo } from '@deqa/model'
import type { RowFormat } from './row-format.ts'

/** One JSON document: `{ "model": {…}, "results": [ … ] }`, one result per line. */
export function jsonFormat(model: ModelInfo): RowFormat {
  let separator = '\n'
  return {
    head: `{\n  "model": ${JSON.stringify(model)},\n  "results": [`,
    row(row) {
      const text = `${separator}    ${JSON.stringify(row)}`
      separator = ',\n'
      return text
    },
    tail: '\n  ]\n}\n',
  }
}
