import { expect, test } from 'vitest'
import { failed, provenance, scored, stamp } from '../../test/example-rows.ts'
import { ndjsonFormat } from './ndjson-format.ts'

test.each([scored, failed])('a line says what was scored, by what, and when: $file', (row) => {
  const line = ndjsonFormat(provenance).row(row, stamp)
  expect(line.indexOf('\n')).toBe(line.length - 1)
  expect(JSON.parse(line)).toEqual({ ...row, ...provenance, ...stamp })
})
