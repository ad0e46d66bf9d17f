import { expect, test } from 'vitest'
import { failed, provenance, scored, stamp } from '../../test/example-rows.ts'
import { ndjsonFormat } from './ndjson-format.ts'
import { parseNdjsonRow } from './parse-ndjson-row.ts'

test.each([scored, failed])('reads back what was written: $file', (row) => {
  const line = ndjsonFormat(provenance).row(row, stamp)
  expect(parseNdjsonRow(line)).toEqual({ ...row, ...provenance, ...stamp })
})

const { std: _, ...withoutStd } = scored
const { good: __, ...withoutGood } = scored.levels

test.each([
  ['no JSON', '{"file":"a.jpg"'],
  ['null', 'null'],
  ['no file', JSON.stringify({ ...stamp, error: failed.error })],
  ['neither score nor error', JSON.stringify({ file: 'a.jpg', ...stamp })],
  ['no stamp', JSON.stringify(scored)],
  ['a score that was no number', JSON.stringify({ ...scored, ...stamp, score: Number.NaN })],
  ['no deviation', JSON.stringify({ ...withoutStd, ...stamp })],
  ['an unknown level', JSON.stringify({ ...scored, ...stamp, level: 'superb' })],
  ['a level without probability', JSON.stringify({ ...scored, ...stamp, levels: withoutGood })],
  ['an error without a word', JSON.stringify({ file: 'a.jpg', error: { message: 'gone' }, ...stamp })],
])('refuses %s', (_, text) => {
  expect(parseNdjsonRow(text)).toBeUndefined()
})
