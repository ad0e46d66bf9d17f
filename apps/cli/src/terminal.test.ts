import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { printable, say } from './terminal.ts'

test('control characters are written out', () => {
  expect(printable('a\tb\u001b[0m\r\n\u009b')).toBe('a\\x09b\\x1b[0m\\x0d\\n\\x9b')
})

test('a message keeps its lines, and nothing in them moves the cursor', () => {
  const stream = new PassThrough()
  say(stream, 'cannot read a\u001b.jpg\nTry another.')
  expect(stream.read().toString()).toBe('deqa: cannot read a\\x1b.jpg\nTry another.\n')
})
