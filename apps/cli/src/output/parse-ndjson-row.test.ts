import { expect, test } from 'vitest'
import { failed, provenance, scored, stamp } from '../../test/example-rows.ts'
import { ndjsonFormat } from './ndjson-format.ts'
import { parseNdjsonRow } from './parse-ndjson-row.ts'

test.each([scored, failed])('reads back what was written: $file', (row) => {
  const line = ndjsonFormat(provenance).row(row, stamp)
  expect(parseNdjsonRow(line)).toEqual({ ...row, ...provenance, ...stamp })
})

const whole = { ...scored, ...provenance, ...stamp }

/** Each is left out alone, or has another value, as in a whole row. */
test.each<[what: string, change: object]>([
  ...Object.keys(whole).map((key) => [`no ${key}`, { [key]: undefined }] as [string, object]),
  ['a score that was no number', { score: Number.NaN }],
  ['a score off the scale', { score: 5.5 }],
  ['a deviation below zero', { std: -1 }],
  ['an unknown level', { level: 'superb' }],
  ['a level without probability', { levels: { ...scored.levels, good: undefined } }],
  ['an unknown prompt', { prompt: 'riddle' }],
  ['an error without a word', { ...whole, score: undefined, error: { message: 'gone' } }],
])('refuses %s', (_, change) => {
  expect(parseNdjsonRow(JSON.stringify({ ...whole, ...change }))).toBeUndefined()
})

test.each(['', 'null', '7', '[]', '{"file":"a.jpg"', JSON.stringify(whole).replace('3.625', '1e999')])(
  'refuses %s',
  (text) => {
    expect(parseNdjsonRow(text)).toBeUndefined()
  },
)
