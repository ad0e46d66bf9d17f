import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { collect, rejection, temporaryTree } from '../../test/temporary-tree.ts'
import { DatasetFileMalformed } from '../errors.ts'
import { readLines } from './read-lines.ts'

async function read(content: string): Promise<[number, string][]> {
  const root = await temporaryTree({ 'a.txt': content })
  const lines = await collect(readLines(join(root, 'a.txt')))
  return lines.map(({ line, text }) => [line, text])
}

describe('readLines', () => {
  it('numbers lines from 1 and skips blank ones', async () => {
    expect(await read('\uFEFFone\r\n\r\n  \n two \nthree')).toEqual([
      [1, 'one'],
      [4, ' two '],
      [5, 'three'],
    ])
    expect(await read('')).toEqual([])
  })

  it('joins what the system reads in pieces, in the middle of a character too', async () => {
    // Streams read 64 KiB at a time; 40,000 three-byte characters put a border inside one.
    const long = `x${'€'.repeat(40_000)}`
    expect(await read(`${long}\n${long}\nend`)).toEqual([
      [1, long],
      [2, long],
      [3, 'end'],
    ])
  })

  it('gives back what was joined with line feeds', async () => {
    const text = fc.stringMatching(/^[a-z0-9 ,."€]*[a-z0-9]$/)
    await fc.assert(
      fc.asyncProperty(fc.array(text), async (lines) => {
        expect((await read(lines.join('\n'))).map(([, line]) => line)).toEqual(lines)
      }),
      { numRuns: 50 },
    )
  })

  it('gives up on a line without an end', async () => {
    const error = await rejection(read('x'.repeat(8_200_000)))
    expect(error).toBeInstanceOf(DatasetFileMalformed)
    expect(error.message).toMatch(/a\.txt:1: longer than 8000000 characters/)
  })
})
