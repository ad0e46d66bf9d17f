import { expect, test } from 'vitest'
import { formatTextTable } from './text-table.ts'

const table = {
  head: ['label', 'paper', 'here'],
  rows: [
    ['α', '1.036 ± 0.041', '–'],
    ['images', '', '1,753'],
  ],
}

test('names stand on the left, cells on the right', () => {
  expect(formatTextTable(table)).toBe(
    [
      'label           paper   here', //
      'α       1.036 ± 0.041      –',
      'images                 1,753',
      '',
    ].join('\n'),
  )
})

test('what is too wide goes on below, with the names again', () => {
  const wrapped = [
    'label           paper',
    'α       1.036 ± 0.041',
    'images',
    '',
    'label    here',
    'α           –',
    'images  1,753',
    '',
  ].join('\n')
  expect(formatTextTable(table, 27)).toBe(wrapped)
  // Even where not a single column fits.
  expect(formatTextTable(table, 3)).toBe(wrapped)
  expect(formatTextTable(table, 28)).toBe(formatTextTable(table))
})

test('nothing in a cell moves the cursor', () => {
  const cell = 'a\u001b[2J.jpg'
  const text = formatTextTable({ head: ['file', 'n'], rows: [[cell, '1\n2']] })
  expect(text).toBe(['file             n', 'a\\x1b[2J.jpg  1\\n2', ''].join('\n'))
})

test('width is what the terminal shows', () => {
  expect(formatTextTable({ head: ['写真', 'n'], rows: [['a', '1']] })).toBe('写真  n\na     1\n')
})
