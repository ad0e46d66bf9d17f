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

  it('lets one column be name and image', async () => {
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: 'image', data: ['a.jpg'], type: 'STRING' },
        { name: 'mos', data: [3.5], type: 'DOUBLE' },
        { name: 'std', data: [0.5], type: 'DOUBLE' },
      ],
    })
    const columns = { id: 'image' }
    expect(await rowsOf('a.parquet', new Uint8Array(bytes), { columns })).toEqual([same])
    expect(await rowsOf('a.csv', 'image,mos,std\na.jpg,3.5,0.5\n', { columns })).toEqual([same])
  })

  it('reads decimal commas where it is told of them, and no others', async () => {
    const commas = { delimiter: ';', decimalComma: true }
    const ofSpreadsheet = 'image;mos;std\na.jpg;3,5;,5\n'
    expect(await rowsOf('a.csv', ofSpreadsheet, commas)).toEqual([same])
    // Fields that commas separate can hold decimal commas within quotes.
    expect(await rowsOf('a.csv', 'image,mos,std\na.jpg,"3,5",5e-1\n', { decimalComma: true })).toEqual([same])
    await expect(rowsOf('a.csv', ofSpreadsheet.replace('3,5', '3.5'), commas)).rejects.toThrow(
      'a.csv:2: "mos": expected a number with a decimal comma, got "3.5"',
    )
    await expect(rowsOf('a.csv', ofSpreadsheet.replace('3,5', '1.003,5'), commas)).rejects.toThrow(
      'a.csv:2: "mos": expected a finite number, got "1.003,5"',
    )
  })

  it.each([';', '|', '\t'])('reads fields that %j separates', async (delimiter) => {
    const text = 'image,mos,std\n"a.jpg",3.5,0.5\n'.replaceAll(',', delimiter)
    expect(await rowsOf('a.csv', text, { delimiter })).toEqual([same])
  })

  it.each([
    ['a.csv', 'IMAGE,DMOS\na.jpg,3\n'],
    ['a.jsonl', '{"image":"a.jpg","dmos":3}\n'],
  ])(
    'asks which end of a DMOS is good in %s, unless it is said or the column is named',
    async (name, text) => {
      const error = await rejection(rowsOf(name, text))
      expect(error).toBeInstanceOf(DatasetFileMalformed)
      expect(error.message).toMatch(
        /cannot tell whether a higher or a lower "dmos" is better.*\nSay it: .*direction/,
      )
      for (const options of [
        { direction: 'lower-is-better' },
        { direction: 'higher-is-better' },
        { columns: { mos: 'dmos' } },
      ] as const)
        expect((await rowsOf(name, text, options)).map(({ mos }) => mos)).toEqual([3])
      // Another score goes before it.
      expect(await rowsOf('b.csv', 'image,dmos,mos\na.jpg,3,2\n')).toMatchObject([{ mos: 2 }])
    },
  )

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
    ['a.csv', 'image,mos\na.jpg,0x10\n', /a\.csv:2: "mos": expected a decimal number, got "0x10"/],
    ['a.csv', 'image,mos\na.jpg,0b11\n', /a\.csv:2: "mos": expected a decimal number, got "0b11"/],
    [
      'a.csv',
      'image,mos\na.jpg,"3,5"\n',
      /a\.csv:2: "mos": expected a number with a decimal point, got "3,5"/,
    ],
    [
      'a.csv',
      'image,mos,std\na.jpg,3,-0.5\n',
      /a\.csv:2: "std": expected a deviation of zero or more, got -0\.5/,
    ],
    [
      'a.csv',
      'image,mos,MOS \na.jpg,3,4\n',
      /more than one column is named "mos"; the columns are "image", "mos", "MOS "\nRename all but/,
    ],
    [
      'a.csv',
      'image;mos\na.jpg;3\n',
      /a\.csv:1: the header is a single field, "image;mos"\nIf semicolons separate/,
    ],
    ['a.jsonl', '{"image":"a","mos":[3]}\n', /a\.jsonl:1: "mos": expected text or a number, got a list/],
    [
      'a.jsonl',
      '{"image":"a","id":{"x":1},"mos":3}\n',
      /a\.jsonl:1: "id": expected text or a number, got an object/,
    ],
    ['a.jsonl', '{"image":{"path":["a"]},"mos":3}\n', /"image": expected text or a number, got an object/],
    ['a.jsonl', '{"image":{"bytes":null,"path":null},"mos":3}\n', /a\.jsonl:1: "image" is empty/],
    ['a.jsonl', '{"image":"a","mos":true}\n', /a\.jsonl:1: "mos": expected a finite number, got "true"/],
    ['a.jsonl', '{"image":"a","mos":3,"MOS":4}\n', /a\.jsonl:1: more than one column is named "mos"/],
    [
      'a.jsonl',
      '{"image":"a","mos":3}\n{"image":"b","mos":3,"MOS":4}\n',
      /:2: more than one field is named "mos"/,
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

  it.each(['1', '-1.5', '+.5', '2.', '1e-3', '12E+2', ' 4 '])(
    'takes %j for the number it is',
    async (text) => {
      expect(await rowsOf('a.csv', `image,mos\na,${text}\n`)).toMatchObject([{ mos: Number(text) }])
    },
  )

  it('does not mind doubled columns that nobody asks for', async () => {
    expect(await rowsOf('a.csv', 'image,mos,std,note,note,score,score\na.jpg,3.5,0.5,x,y,1,2\n')).toEqual([
      same,
    ])
  })

  it('reads the same key from every line of JSON: one without it is a bad row', async () => {
    const lines = [
      '{"image":"a","mos":3,"score":0.9}',
      '{"image":"b","score":1.8}',
      '{"score":1.8,"mos":4,"image":"c"}',
      '{"path":"d","mos":4}',
    ].join('\n')
    const path = join(await temporaryTree({ 'a.jsonl': lines }), 'a.jsonl')
    const dataset = await openTable(path, { scale })
    const errors: Error[] = []
    const rows = await collect(dataset.rows({ onBadRow: (error) => errors.push(error) }))
    expect(rows.map(({ id, mos }) => [id, mos])).toEqual([
      ['a', 3],
      ['c', 4],
    ])
    expect(errors.map(({ message }) => message)).toEqual([
      `${path}:2: "mos" is missing`,
      `${path}:4: "image" is missing`,
    ])
    expect(errors[0]).toBeInstanceOf(DatasetRowInvalid)
    await expect(collect(dataset.rows())).rejects.toThrow('"mos" is missing')
  })

  it('takes up what a later line of JSON has more, also where it is named', async () => {
    const lines =
      '{"image":"a","mos":3}\n{"image":"b","sd":0.5,"mos":2}\n{"image":"c","mos":2,"std":9,"sd":0.25}\n'
    expect((await rowsOf('a.jsonl', lines)).map(({ std }) => std)).toEqual([undefined, 0.5, 0.25])
    const named = '{"image":"a","q":3,"s":1}\n{"image":"b","q":2}\n'
    expect(
      (await rowsOf('a.jsonl', named, { columns: { mos: 'q', std: 's' } })).map(({ std }) => std),
    ).toEqual([1, undefined])
    await expect(rowsOf('a.jsonl', named, { columns: { mos: 'z' } })).rejects.toThrow('no column named "z"')
  })

  describe('votes', () => {
    const columns = { votes: ['n1', 'n2', 'n3', 'n4', 'n5'] }
    const table = (...rows: string[]) => `image,n1,n2,n3,n4,n5\n${rows.join('\n')}\n`

    it('give mean and deviation where no column does, worked by hand', async () => {
      // Opinions 1, 3, 3, 5: mean 3, deviation √(8/3).
      const text = table('a.jpg,1,0,2,0,1')
      const [row] = await rowsOf('a.csv', text, { columns })
      expect(row).toMatchObject({ mos: 3, std: Math.sqrt(8 / 3), votes: [1, 0, 2, 0, 1] })
      const percent = await rowsOf('a.csv', text, { columns, scale: { min: 0, max: 100 } })
      // Worth 0, 50, 50, 100.
      expect(percent).toMatchObject([{ mos: 50, std: Math.sqrt(5000 / 3) }])
    })

    it('are worst first, whichever end is good', async () => {
      const text = table('a.jpg,3,1,0,0,0')
      expect(await rowsOf('a.csv', text, { columns })).toMatchObject([{ mos: 1.25, std: 0.5 }])
      const turned = await rowsOf('a.csv', text, { columns, direction: 'lower-is-better' })
      expect(turned).toMatchObject([{ mos: 4.75, std: 0.5 }])
    })

    it('do not replace a column, and one vote has no deviation', async () => {
      const text = 'image,mos,n1,n2,n3,n4,n5\na,2.5,1,0,2,0,1\nb,2,0,1,0,0,0\n'
      const rows = await rowsOf('a.csv', text, { columns })
      expect(rows.map(({ mos, std }) => [mos, std])).toEqual([
        [2.5, Math.sqrt(8 / 3)],
        [2, undefined],
      ])
    })

    it.each([
      ['a.jpg,0,0,0,0,0', 'expected a vote for the score, got 0, 0, 0, 0, 0'],
      ['a.jpg,0,0,-1,0,3', '"n3": expected a whole number of votes, zero or more, got -1'],
      ['a.jpg,0,0,0.5,0,0.5', '"n3": expected a whole number of votes, zero or more, got 0.5'],
    ])('of %j are a bad row', async (row, message) => {
      const error = await rejection(rowsOf('a.csv', table(row), { columns }))
      expect(error).toBeInstanceOf(DatasetRowInvalid)
      expect(error.message).toContain(`a.csv:2: ${message}`)
    })

    it('go on standing in for a score that a later line of JSON has', async () => {
      const lines = '{"image":"a","n1":1,"n2":3}\n{"image":"b","n1":3,"n2":1,"mos":77,"std":9}\n'
      const rows = await rowsOf('a.jsonl', lines, { columns: { votes: ['n1', 'n2'] } })
      // Worth 1 and 5: means 4 and 2, deviations √(12/3).
      expect(rows.map(({ mos, std }) => [mos, std])).toEqual([
        [4, 2],
        [2, 2],
      ])
    })

    it('of a single category are no score', async () => {
      await expect(rowsOf('a.csv', 'image,n1\na,3\n', { columns: { votes: ['n1'] } })).rejects.toThrow(
        'cannot tell which column holds the score',
      )
    })
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
    const path = join(await temporaryTree({ 'a.csv': '', 'a.jsonl': '' }), 'a.csv')
    await expect(openTable(path, { scale, delimiter: ', ' })).rejects.toThrow(
      new TypeError('openTable: expected a delimiter of one character, no quote or line end, got ", "'),
    )
    await expect(openTable(path, { scale, delimiter: ';', format: 'jsonl' })).rejects.toThrow(
      new TypeError('openTable: expected csv or tsv for a delimiter, got jsonl'),
    )
    await expect(openTable(path, { scale, decimalComma: true, format: 'parquet' })).rejects.toThrow(
      new TypeError('openTable: expected csv or tsv for a decimal comma, got parquet'),
    )
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
    std: fc.option(finite.map(Math.abs), { nil: undefined }),
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

  it.each([
    [{ mos: Number.NaN }, 'NaN and undefined'],
    [{ mos: 1, std: Number.POSITIVE_INFINITY }, '1 and Infinity'],
    [{ mos: 1, std: -0.5 }, '1 and -0.5'],
  ])('refuses %j, in place of writing what cannot be read back', async (numbers, got) => {
    const path = join(await temporaryTree(), 'table.csv')
    const bad = datasetRow({ id: 'a', imagePath: '/a', ...numbers })
    await expect(writeTable(path, [bad])).rejects.toThrow(
      new RangeError(`writeTable: a: expected a finite mos and a finite std of zero or more, got ${got}`),
    )
  })

  it('says where it could not write', async () => {
    const path = join(await temporaryTree(), 'no-such-folder', 'table.csv')
    const error = await rejection(writeTable(path, []))
    expect(error).toBeInstanceOf(DatasetFileUnwritable)
    expect(error.message).toMatch(/table\.csv: cannot be written: ENOENT/)
  })
})
