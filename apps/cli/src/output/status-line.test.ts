import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { statusLine } from './status-line.ts'

function terminal(isTTY: boolean): { stream: PassThrough; written: () => string } {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 12 })
  return { stream, written: () => stream.read()?.toString() ?? '' }
}

test('rewrites one line that never wraps', () => {
  const { stream, written } = terminal(true)
  const status = statusLine(stream)
  status.show('1/3')
  status.show('a text that is too long')
  status.clear()
  status.clear()
  expect(written()).toBe('\r1/3\u001b[K\ra text tha…\u001b[K\r\u001b[K')
})

test('can stay', () => {
  const { stream, written } = terminal(true)
  const status = statusLine(stream)
  status.show('3/3')
  status.keep()
  status.clear()
  expect(written()).toBe('\r3/3\u001b[K\n')
})

test('is silent where nobody looks', () => {
  const { stream, written } = terminal(false)
  const status = statusLine(stream)
  status.show('1/3')
  status.clear()
  status.keep()
  expect(written()).toBe('')
})
