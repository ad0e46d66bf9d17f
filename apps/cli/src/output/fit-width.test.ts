import { expect, test } from 'vitest'
import { cutToWidth, padToWidth } from './fit-width.ts'

test('text that fits stays', () => {
  expect(cutToWidth('photo', 5, 'start')).toBe('photo')
})

test('cuts at either side', () => {
  expect(cutToWidth('photo', 4, 'start')).toBe('…oto')
  expect(cutToWidth('photo', 4, 'end')).toBe('pho…')
})

test('never cuts a character in two', () => {
  expect(cutToWidth('写真写真', 4, 'end')).toBe('写…')
  expect(cutToWidth('a👩‍👩‍👧b', 3, 'start')).toBe('…b')
})

test('pads by what the terminal shows', () => {
  expect(padToWidth('写真', 6)).toBe('写真  ')
  expect(padToWidth('photo', 3)).toBe('photo')
})
