import { PROMPT_NAMES } from '@deqa/model'
import { SESSION_DEVICES } from '@deqa/model/training'
import { expect, test } from 'vitest'
import { deviceChoices, parseCount, promptChoices } from './shared-options.ts'

test('the choices are those of the model package', () => {
  expect(promptChoices).toEqual(PROMPT_NAMES)
  expect(deviceChoices).toEqual(['auto', ...SESSION_DEVICES])
})

test('a count is a whole number from 1', () => {
  expect(parseCount('8')).toBe(8)
  for (const text of ['0', '-1', '1.5', '1e3', '', 'many', '99999999999999999999'])
    expect(() => parseCount(text)).toThrow('Expected a whole number')
})
