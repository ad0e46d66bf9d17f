import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { collect, rejection, temporaryTree } from '../../test/temporary-tree.ts'
import { DatasetFileMalformed, DatasetFileUnreadable } from '../errors.ts'
import { type DelimitedOptions, readDelimited } from './read-delimited.ts'

async function read(content: string | Uint8Array, options?: DelimitedOptions, name = 'a.csv') {
  const root = await temporaryTree({ [name]: content })
  return collect(readDelimited(join(root, name), options))
}

describe('readDelimited', () => {
  it.each(['\n', '\r\n'])(
    'reads quotes, empty lines and a byte order mark, lines ending in %j',
    async (end) => {
      const rows = await read(['\uFEFFname,mos', '"a, ""b"" c",1.5', '', 'd,2', ''].join(end))
      expect(rows.map((row) => [row.line, row.text('name'), row.number('MOS')])).toEqual([
        [2, 'a, "b" c', 1.5],
        [4, 'd', 2],
      ])
    },
  )

  it('counts the lines of a field with line breaks', async () => {
    const rows = await read('name,mos\n"a\nb",1\nc,2\n')
    expect(rows.map((row) => [row.line, row.text('name')])).toEqual([
      [3, 'a\nb'],
      [4, 'c'],
    ])
  })

  it('reads gzip by the name of the file', async () => {
    const [row] = await read(gzipSync('name,mos\na,1\n'), {}, 'a.csv.gz')
    expect(row?.number('mos')).toBe(1)
  })

  it('lets a plain quote stand inside a field of a tab separated file', async () => {
    const [row] = await read('name\tmos\n5" screen\t1\n', { delimiter: '\t' })
    expect(row?.text('name')).toBe('5" screen')
  })

  it.each([
    ['name,mos\na,1\n"b,2\n', /a\.csv:\d+: .*Quote Not Closed/],
    ['name,mos\na,1\nb"x"c,2\n', /a\.csv:3: .*Invalid Opening Quote/],
    ['', /a\.csv:1: the file is empty/],
    ['name,score\na,1\n', /a\.csv:1: no column named "mos"; the columns are "name", "score"/],
    [
      'name,mos,Mos\na,1,2\n',
      /a\.csv:1: more than one column is named "mos"; the columns are "name", "mos", "Mos"/,
    ],
    [
      'name;mos\na;1\n',
      /a\.csv:1: the header is a single field, "name;mos"\nIf semicolons separate its fields/,
    ],
  ])('names file and line of %j', async (content, message) => {
    const error = await rejection(read(content, { required: ['mos'] }))
    expect(error).toBeInstanceOf(DatasetFileMalformed)
    expect(error.message).toMatch(message)
  })

  it('does not let an unclosed quote take the whole file into memory', async () => {
    const error = await rejection(read(`name,mos\n"${'x'.repeat(3_000_000)}`))
    expect(error).toBeInstanceOf(DatasetFileMalformed)
    expect(error.message).toMatch(/Max Record Size/)
  })

  it('tells a damaged gzip file from a missing one', async () => {
    const packed = gzipSync(`name,mos\n${'a,1\n'.repeat(1000)}`)
    const cut = await rejection(read(packed.subarray(0, packed.length - 12), {}, 'a.csv.gz'))
    expect(cut).toBeInstanceOf(DatasetFileMalformed)
    const none = await rejection(collect(readDelimited('/nowhere/a.csv')))
    expect(none).toBeInstanceOf(DatasetFileUnreadable)
    expect(none.message).toMatch(/\/nowhere\/a\.csv: cannot be read: ENOENT/)
  })
})
