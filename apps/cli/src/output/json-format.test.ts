import { expect, test } from 'vitest'
import { failed, model, scored } from '../../test/example-rows.ts'
import { jsonFormat } from './json-format.ts'

function document(rows: readonly (typeof scored | typeof failed)[]): unknown {
  const format = jsonFormat({ model })
  return JSON.parse(format.head + rows.map((row) => format.row(row)).join('') + format.tail)
}

test('is a document with the model and the results in order, after any number of rows', () => {
  expect(document([scored, failed])).toEqual({ model, results: [scored, failed] })
  expect(document([scored])).toEqual({ model, results: [scored] })
  expect(document([])).toEqual({ model, results: [] })
})
