import { expect, test } from 'vitest'
import { UsageError } from '../errors.ts'
import { chooseFormat } from './choose-format.ts'

test('a flag wins over the ending of the file, which wins over the table', () => {
  expect(chooseFormat({})).toBe('table')
  expect(chooseFormat({ out: 'scores.csv' })).toBe('csv')
  expect(chooseFormat({ out: 'scores.jsonl' })).toBe('ndjson')
  expect(chooseFormat({ out: 'scores.csv', json: true })).toBe('json')
  expect(chooseFormat({ out: 'scores.ndjson', resume: true })).toBe('ndjson')
})

test.each([
  { out: 'scores.txt' },
  { out: 'scores' },
  { resume: true },
  { out: 'scores.csv', resume: true },
  { out: 'scores.json', resume: true },
] as const)('refuses %j', (flags) => {
  expect(() => chooseFormat(flags)).toThrow(UsageError)
})
