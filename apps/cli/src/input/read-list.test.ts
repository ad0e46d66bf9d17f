import { PassThrough, Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { readList } from './read-list.ts'

const never = new AbortController().signal

test('takes lines of either system, without a byte order mark and empty lines', async () => {
  const stream = Readable.from([Buffer.from('\uFEFFa.jpg\r\n\r\nb c.jpg\n\n d.jpg')])
  expect(await readList(stream, never)).toEqual(['a.jpg', 'b c.jpg', ' d.jpg'])
})

test('paths that NUL bytes separate may hold everything else', async () => {
  const stream = Readable.from([Buffer.from('a.jpg\0two\nlines.jpg\0\r.jpg\0')])
  expect(await readList(stream, never)).toEqual(['a.jpg', 'two\nlines.jpg', '\r.jpg'])
})

test('a character may lie across two chunks', async () => {
  const bytes = Buffer.from('größe.jpg\n')
  const stream = Readable.from([bytes.subarray(0, 3), bytes.subarray(3)])
  expect(await readList(stream, never)).toEqual(['größe.jpg'])
})

test('stops waiting when told to', async () => {
  const stopping = new AbortController()
  const reading = readList(new PassThrough(), stopping.signal)
  stopping.abort(new Error('enough'))
  await expect(reading).rejects.toThrow()
})
