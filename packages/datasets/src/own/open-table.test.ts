import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { collect, rejection, temporaryTree } from '../../test/temporary-tree.ts'
import { type DatasetRow, datasetRow } from '../dataset.ts'
import {
  DatasetFileMalformed,
  DatasetFileMissing,
  DatasetFileUnwritable,
  DatasetRowInvalid,
} from '../errors.ts'
import { type OpenTableOptions, openTable } from './open-table.ts'
import { writeTable } from './write-table.ts'

const scale = { min: 1, max: 5 }

async function rowsOf(
  name: string,
  content: string | Uint8Array,
  options: Partial<OpenTableOptions> = {},
): Promise<DatasetRow[]> {
  const root = await temporaryTree({ [name]: content })
  const dataset = await openTable(join(root, name), { scale, images: '/photos', ...options })
  return collect(dataset.rows())
}

describe('openTable', () => {
  it('finds columns of the usual names, in any case', async () => {
    const content =
      'Image_Name,MOS,SD,Set,Ref,Distortion_Type,Level\na.jpg,3.5,0.5,training,r.png,blur,2\nb.jpg,2,,,,,\n'
    expect(await rowsOf('a.csv', content)).toEqual([
      {
        id: 'a.jpg',
        imagePath: '/photos/a.jpg',
        mos: 3.5,
        std: 0.5,
        split: 'train',
        reference: 'r.png',
        distortion: { type: 'blur', level: 2 },
        meta: {},
      },
      { id: 'b.jpg', imagePath: '/photos/b.jpg', mos: 2, meta: {} },
    ])
  })

  it('takes a mapping, votes and a variance', async () => {
    const [row] = await rowsOf('a.csv', 'pic,q,v,n1,n2\nx/a.jpg,3.5,0.25,4,6\n', {
      columns: { image: 'pic', mos: 'q', variance: 'v', votes: ['n1', 'n2'] },
    })
    expect(row).toEqual({
      id: 'x/a.jpg',
      imagePath: '/photos/x/a.jpg',
      mos: 3.5,
      std: 0.5,
      votes: [4, 6],
      meta: {},
    })
  })

  const same = { id: 'a.jpg', imagePath: '/photos/a.jpg', mos: 3.5, std: 0.5, meta: {} }

  it.each([
    ['a.tsv', 'image\tmos\tstd\na.jpg\t3.5\t0.5\n'],
    ['a.jsonl', '{"image":"a.jpg","mos":3.5,"std":0.5}\n'],
    ['a.ndjson', '{"std":0.5,"mos":"3.5","image":"a.jpg"}\n'],
    ['a.csv.gz', gzipSync('image,mos,std\na.jpg,3.5,0.5\n')],
  ])('reads %s', async (name, content) => {
    expect(await rowsOf(name, content)).toEqual([same])
  })

  it('reads Parquet, group by group', async () => {
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: 'image', data: ['a.jpg', 'b.jpg', 'c.jpg'], type: 'STRING' },
        { name: 'mos', data: [3.5, 2, 1.25], type: 'DOUBLE' },
        { name: 'std', data: [0.5, 0.25, 0.125], type: 'DOUBLE' },
        { name: 'other', data: [1, 2, 3], type: 'INT32' },
      ],
      rowGroupSize: 2,
    })
    const rows = await rowsOf('a.parquet', new Uint8Array(bytes))
    expect(rows[0]).toEqual(same)
    expect(rows.map(({ mos }) => mos)).toEqual([3.5, 2, 1.25])
    const error = await rejection(rowsOf('a.parquet', new Uint8Array(bytes).subarray(0, 60)))
    expect(error).toBeInstanceOf(DatasetFileMalformed)
    expect(error.message).toMatch(/a\.parquet: not a readable Parquet file/)
  })

  it('takes the path of a Hugging Face image column', async () => {
    const [row] = await rowsOf('a.jsonl', '{"image":{"bytes":null,"path":"a.jpg"},"mos":3.5,"std":0.5}\n')
    expect(row).toEqual(same)
  })

  it.each([
    [
      'a.csv',
      'image,quality\na.jpg,3\n',
      /a\.csv:2: cannot tell which column holds the score; the columns are "image", "quality"\nName it/,
    ],
    ['a.csv', 'image,mos\na.jpg,3,4\n', /a\.csv:2: expected 2 fields, got 3/],
    ['a.csv', 'image,mos\na.jpg,bad\n', /a\.csv:2: "mos": expected a finite number, got "bad"/],
    ['a.csv', 'image,mos\n,3\n', /a\.csv:2: "image" is empty/],
    [
      'a.csv',
      'image,mos,split\na,3,holdout\n',
      /a\.csv:2: "split": expected train, validation or test, got "holdout"/,
    ],
    ['a.jsonl', '{"image":"a","mos":3}\n{"image":\n', /a\.jsonl:2: /],
    ['a.jsonl', '[1]\n', /a\.jsonl:1: expected a JSON object/],
  ])('names file and line of the fault in %s %j', async (name, content, message) => {
    expect((await rejection(rowsOf(name, content))).message).toMatch(message)
  })

  it('goes on after a bad row when asked to', async () => {
    for (const [name, content] of [
      ['a.csv', 'image,mos\na.jpg,1\nb.jpg\nc.jpg,3\n'],
      ['a.jsonl', '{"image":"a.jpg","mos":1}\nbroken\n{"image":"c.jpg","mos":3}\n'],
    ] as const) {
      const dataset = await openTable(join(await temporaryTree({ [name]: content }), name), { scale })
      const errors: Error[] = []
      const rows = await collect(dataset.rows({ onBadRow: (error) => errors.push(error) }))
      expect(rows.map(({ id }) => id)).toEqual(['a.jpg', 'c.jpg'])
      expect(errors).toEqual([expect.any(DatasetRowInvalid)])
      expect(errors[0]).toMatchObject({ line: name === 'a.csv' ? 3 : 2 })
    }
  })

  it('gives a row that the caller refuses its file and line', async () => {
    const checkRow = ({ mos }: DatasetRow) => {
      if (mos > 5) throw new RangeError(`expected a MOS of at most 5, got ${mos}`)
    }
    const path = join(await temporaryTree({ 'a.csv': 'image,mos\na.jpg,1\nb.jpg,9\nc.jpg,3\n' }), 'a.csv')
    const dataset = await openTable(path, { scale })
    await expect(collect(dataset.rows({ checkRow }))).rejects.toThrow(
      `${path}:3: expected a MOS of at most 5, got 9`,
    )
    const errors: Error[] = []
    const rows = await collect(dataset.rows({ checkRow, onBadRow: (error) => errors.push(error) }))
    expect(rows.map(({ id }) => id)).toEqual(['a.jpg', 'c.jpg'])
    expect(errors).toEqual([expect.any(DatasetRowInvalid)])
  })

  it.each([
    ['csv', 'image,mos\na.jpg,1\nb.jpg,x\n'],
    ['tsv', 'image\tmos\na.jpg\t1\nb.jpg\tx\n'],
    ['jsonl', '\n{"image":"a.jpg","mos":1}\n{"image":"b.jpg","mos":"x"}\n'],
  ] as const)('reads %s from a stream', async (format, text) => {
    const errors: Error[] = []
    const dataset = await openTable('standard input', { scale, format, content: Readable.from([text]) })
    const rows = await collect(dataset.rows({ onBadRow: (error) => errors.push(error) }))
    expect(rows.map(({ id, mos }) => [id, mos])).toEqual([['a.jpg', 1]])
    expect(errors.map(({ message }) => message)).toEqual([
      'standard input:3: "mos": expected a finite number, got "x"',
    ])
    await expect(
      openTable('-', { scale, format: 'parquet', content: Readable.from([text]) }),
    ).rejects.toThrow(TypeError)
  })

  it('refuses what cannot be right', async () => {
    await expect(openTable('a.csv', { scale: { min: 5, max: 1 } })).rejects.toThrow(
      new TypeError('openTable: expected a scale with finite min < max, got 5 and 1'),
    )
    await expect(openTable('a.xml', { scale })).rejects.toThrow(
      /expected a \.csv, .* file or the option format/,
    )
    await expect(openTable('/nowhere/a.csv', { scale })).rejects.toThrow(DatasetFileMissing)
  })
})

// Text has no negative zero.
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const word = fc.string({ minLength: 1 }).filter((text) => text.trim() === text && !text.includes('\0'))
const name = fc.stringMatching(/^[\w ,"'é€-]*[\w€]\.jpg$/).filter((text) => text.trim() === text)
const anyRow = fc
  .record({
    id: name,
    mos: finite,
    std: fc.option(finite, { nil: undefined }),
    split: fc.constantFrom(undefined, 'train' as const, 'validation' as const, 'test' as const),
    reference: fc.option(word, { nil: undefined }),
    distortion: fc.option(fc.record({ type: word, level: fc.nat() }), { nil: undefined }),
  })
  .map((fields) => datasetRow({ ...fields, imagePath: `/photos/${fields.id}` }))

describe('writeTable', () => {
  it.each(['csv', 'tsv', 'jsonl'] as const)(
    'writes %s that openTable reads back, digit for digit',
    async (format) => {
      const path = join(await temporaryTree(), `table.${format}`)
      await fc.assert(
        fc.asyncProperty(fc.array(anyRow, { minLength: 1 }), async (rows) => {
          await writeTable(path, rows, { format })
          const dataset = await openTable(path, { scale })
          expect(await collect(dataset.rows())).toEqual(rows)
        }),
        { numRuns: 100 },
      )
    },
  )

  it('leaves no half-written file when the rows fail', async () => {
    const path = join(await temporaryTree(), 'table.csv')
    async function* failing() {
      yield datasetRow({ id: 'a', imagePath: '/a', mos: 1 })
      throw new Error('the source broke')
    }
    await expect(writeTable(path, failing())).rejects.toThrow('the source broke')
    await expect(openTable(path, { scale })).rejects.toThrow(DatasetFileMissing)
  })

  it('refuses a score that is no number, in place of writing it', async () => {
    const path = join(await temporaryTree(), 'table.csv')
    const bad = datasetRow({ id: 'a', imagePath: '/a', mos: Number.NaN })
    await expect(writeTable(path, [bad])).rejects.toThrow(
      new RangeError('writeTable: a: expected finite mos and std, got NaN and undefined'),
    )
  })

  it('says where it could not write', async () => {
    const path = join(await temporaryTree(), 'no-such-folder', 'table.csv')
    const error = await rejection(writeTable(path, []))
    expect(error).toBeInstanceOf(DatasetFileUnwritable)
    expect(error.message).toMatch(/table\.csv: cannot be written: ENOENT/)
  })
})
