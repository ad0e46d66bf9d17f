import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { columnsOf } from './columns-of.ts'
import { statusLine } from './status-line.ts'
import { tableLook } from './table-look.ts'

const stream = (isTTY: boolean, columns?: number) =>
  Object.assign(new PassThrough(), { isTTY, ...(columns !== undefined && { columns }) })

test('a terminal has a width, unless it does not know it', () => {
  expect(columnsOf(stream(true, 100))).toBe(100)
  expect(columnsOf(stream(true, 0))).toBeUndefined()
  expect(columnsOf(stream(true))).toBeUndefined()
  expect(columnsOf(stream(false, 100))).toBeUndefined()
})

test('where the width is not known, nothing is cut but to the usual one', () => {
  const terminal = stream(true, 0)
  statusLine(terminal).show('1/3 images')
  expect(String(terminal.read())).toBe('\r1/3 images\u001b[K')
  expect(tableLook(terminal).columns).toBeUndefined()
})
