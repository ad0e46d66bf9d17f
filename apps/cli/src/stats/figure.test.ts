import { expect, test } from 'vitest'
import { figure, momentsText, percent, scaleEnd } from './figure.ts'

test.each([
  [0.30268, '0.3027'],
  [0.00714, '0.0071'],
  [0.00017123, '0.00017'],
  [-0.00017123, '-0.00017'],
  [2.2319e-16, '2.2e-16'],
  [0.9999999999999999, '1.0000'],
  [0, '0'],
  [1, '1.0000'],
  [null, '–'],
])('%d is shown as %s', (value, text) => {
  expect(figure(value)).toBe(text)
})

test('ends of a scale', () => {
  expect([0, 100, 4.31, 1.0961538].map(scaleEnd)).toEqual(['0', '100', '4.31', '1.0962'])
})

test('moments and shares', () => {
  expect(momentsText({ mean: 1.03484, std: 0.03944 })).toBe('1.0348 ± 0.0394')
  expect(momentsText(undefined)).toBeUndefined()
  expect(percent(0.17881)).toBe('17.88 %')
})
