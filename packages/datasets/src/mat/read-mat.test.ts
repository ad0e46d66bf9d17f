import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matBytes } from '../../test/mat-bytes.ts'
import { rejection, temporaryTree } from '../../test/temporary-tree.ts'
import { DatasetFileMalformed, DatasetFileUnreadable } from '../errors.ts'
import { parseMat, readMat } from './read-mat.ts'

const fixtures = fileURLToPath(new URL('../../fixtures/scipy/', import.meta.url))

/** The variables of a file with these bytes, or what is thrown. */
function outcomeOf(bytes: Buffer): unknown {
  try {
    return parseMat('test.mat', bytes)
  } catch (error) {
    return error
  }
}

describe.each(['plain.mat', 'compressed.mat'])('%s, written by SciPy', (file) => {
  const variables = () => readMat(join(fixtures, file))

  it.each([
    ['row', [1, 4], [12.25, 50.5, 99.75, -1e-300]],
    ['column', [3, 1], [1.5, 2.5, 3.5]],
    // Column by column: the rows are 0, .25, .5 and .75, 1, 1.25.
    ['table', [2, 3], [0, 0.75, 0.25, 1, 0.5, 1.25]],
    ['single', [1, 2], [0.5, 1.25]],
    ['bytes', [1, 3], [0, 127, 255]],
    ['shorts', [1, 2], [-32768, 32767]],
    ['longs', [1, 2], [-(2 ** 40), 2 ** 40]],
  ])('has the numbers of %s', async (name, dimensions, numbers) => {
    const value = (await variables()).get(name)
    expect(value).toEqual({ kind: 'numbers', dimensions, data: Float64Array.from(numbers) })
  })

  it('has the strings of a cell array, beyond ASCII too', async () => {
    const names = (await variables()).get('names')
    expect(names).toMatchObject({ kind: 'cells', dimensions: [4, 1] })
    const texts = names?.kind === 'cells' ? names.cells.map((cell) => cell.kind === 'text' && cell.text) : []
    expect(texts).toEqual(['t1.bmp', '3.bmp', 'Grüße €.JPG', 'a-name-longer-than-eight-bytes.bmp'])
  })

  it('has text, nested cells, and a word for what it does not read', async () => {
    const all = await variables()
    expect(all.get('text')).toEqual({ kind: 'text', dimensions: [1, 5], text: 'koniq' })
    expect(all.get('nested')).toMatchObject({ kind: 'cells' })
    expect(all.get('structure')).toEqual({ kind: 'other', className: 'struct' })
  })
})

describe('readMat', () => {
  it.each([{ bigEndian: true }, { bigEndian: true, compressed: true }])('reads %o', async (options) => {
    const root = await temporaryTree({ 'a.mat': matBytes({ x: [1.5, -2], s: ['ab', 'c'] }, options) })
    const variables = await readMat(join(root, 'a.mat'))
    expect(variables.get('x')).toMatchObject({ data: Float64Array.of(1.5, -2) })
    expect(variables.get('s')).toMatchObject({ cells: [{ text: 'ab' }, { text: 'c' }] })
  })

  it.each(['plain.mat', 'compressed.mat'])(
    'says that %s is malformed wherever it is cut off',
    async (file) => {
      const whole = await readFile(join(fixtures, file))
      const complete: number[] = []
      for (let length = 0; length < whole.length; length++) {
        const outcome = outcomeOf(whole.subarray(0, length))
        if (outcome instanceof Map) complete.push(outcome.size)
        else expect(outcome).toBeInstanceOf(DatasetFileMalformed)
      }
      // Only a cut between two of the 11 variables cannot be told from a shorter file, nor one in the padding
      // behind a variable, which is at most seven bytes.
      expect(complete).toEqual(complete.toSorted((a, b) => a - b))
      expect(new Set(complete).size).toBe(11)
      expect(complete.length).toBeLessThanOrEqual(11 * 8)
    },
  )

  it('never throws anything else, whatever the bytes', async () => {
    const whole = await readFile(join(fixtures, 'plain.mat'))
    const byte = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }))
    fc.assert(
      fc.property(fc.array(byte, { minLength: 1 }), (changes) => {
        const bytes = Buffer.from(whole)
        for (const [position, value] of changes) bytes[position] = value
        const outcome = outcomeOf(bytes)
        expect(outcome instanceof Map || outcome instanceof DatasetFileMalformed).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('says what to do about a MATLAB 7.3 file', async () => {
    const header = Buffer.alloc(512, ' ')
    header.write('MATLAB 7.3 MAT-file, Platform: GLNXA64')
    const root = await temporaryTree({ 'a.mat': header })
    const error = await rejection(readMat(join(root, 'a.mat')))
    expect(error.message).toMatch(/a\.mat: a MATLAB 7\.3 file \(HDF5\), which is not read\nSave it again/)
  })

  it('says that other files are none of its kind', async () => {
    const error = await rejection(readMat(join(fixtures, 'level-4.mat')))
    expect(error).toBeInstanceOf(DatasetFileMalformed)
    expect(error.message).toMatch(/not a MATLAB file of version 5 to 7 \(56 bytes\)/)
    expect(await rejection(readMat(join(fixtures, 'none.mat')))).toBeInstanceOf(DatasetFileUnreadable)
  })
})
