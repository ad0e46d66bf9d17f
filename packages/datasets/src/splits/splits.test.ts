import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { collect, rejection, temporaryTree } from '../../test/temporary-tree.ts'
import { type Dataset, type DatasetRow, datasetRow } from '../dataset.ts'
import { DatasetFileMalformed, DatasetSplitInvalid } from '../errors.ts'
import { findLeaks } from './find-leaks.ts'
import { splitByReference } from './split-by-reference.ts'
import { readSplitFile } from './split-file.ts'
import { withSplit } from './with-split.ts'

function copies(reference: string, count: number): DatasetRow[] {
  return Array.from({ length: count }, (_, index) =>
    datasetRow({ id: `${reference}_${index}`, imagePath: `/${reference}_${index}`, mos: index, reference }),
  )
}

function datasetOf(rows: readonly DatasetRow[]): Dataset {
  return {
    name: 'test',
    title: 'Test',
    scale: { min: 0, max: 10 },
    direction: 'higher-is-better',
    licence: 'none',
    layout: 'none',
    async *rows() {
      yield* rows
    },
  }
}

const ratios = { train: 0.7, validation: 0.1, test: 0.2 }

describe('splitByReference', () => {
  it('never puts a content in two parts, and keeps the ratios to one content', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 10, maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer(),
        async (references, count, seed) => {
          const rows = references.flatMap((reference) => copies(reference, count))
          const { splitOf, contents, images } = await splitByReference(rows, { ratios, seed })
          const split = await collect(withSplit(datasetOf(rows), splitOf).rows())
          expect(await findLeaks(split)).toEqual([])
          expect(split.every((row) => row.split !== undefined)).toBe(true)
          for (const [part, ratio] of Object.entries(ratios) as [keyof typeof ratios, number][]) {
            expect(Math.abs(contents[part]! - ratio * references.length)).toBeLessThanOrEqual(1)
            expect(images[part]).toBe(contents[part]! * count)
            expect(split.filter((row) => row.split === part)).toHaveLength(images[part]!)
          }
        },
      ),
    )
  })

  it('depends on the seed and the contents, not on the order of the rows', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => copies(`r${index}`, 2)).flat()
    const parts = async (given: readonly DatasetRow[], seed: number | string) => {
      const { splitOf } = await splitByReference(given, { ratios, seed })
      return rows.map((row) => splitOf(row))
    }
    const first = await parts(rows, 1)
    expect(await parts(rows.toReversed(), 1)).toEqual(first)
    expect(await parts(rows, '1')).toEqual(first)
    expect(await parts(rows, 2)).not.toEqual(first)
  })

  it('takes ratios in any unit, and another idea of content', async () => {
    const rows = Array.from({ length: 10 }, (_, index) => ({
      ...datasetRow({ id: `${index}`, imagePath: '/', mos: 1, meta: { prompt: `p${index % 5}` } }),
    }))
    const contentOf = (row: DatasetRow) => String(row.meta['prompt'])
    const { contents, images, splitOf } = await splitByReference(rows, {
      ratios: { train: 4, validation: 0, test: 1 },
      seed: 7,
      contentOf,
    })
    expect(contents).toEqual({ train: 4, test: 1 })
    expect(images).toEqual({ train: 8, test: 2 })
    expect(
      await findLeaks(
        rows.map((row) => ({ ...row, split: splitOf(row)! })),
        { contentOf },
      ),
    ).toEqual([])
  })

  it('refuses ratios that mean nothing, and parts that would be empty', async () => {
    for (const bad of [
      { train: -1, test: 2 },
      { train: 0 },
      { train: Number.NaN },
      {},
      { train: Infinity },
    ]) {
      await expect(splitByReference([], { ratios: bad, seed: 0 })).rejects.toThrow(RangeError)
    }
    const error = await rejection(splitByReference(copies('a', 5), { ratios, seed: 0 }))
    expect(error).toBeInstanceOf(DatasetSplitInvalid)
    expect(error.message).toMatch(/1 contents are too few, the (validation|test) part would be empty/)
  })
})

describe('findLeaks', () => {
  it('names content and parts', async () => {
    const rows = [...copies('a', 2), ...copies('b', 2)].map((row, index) => ({
      ...row,
      split: index === 1 ? ('test' as const) : ('train' as const),
    }))
    expect(await findLeaks(rows)).toEqual([{ content: 'a', parts: ['train', 'test'] }])
  })
})

describe('readSplitFile', () => {
  async function read(content: string) {
    return readSplitFile(join(await temporaryTree({ 'split.json': content }), 'split.json'))
  }

  it('goes by base name, and leaves the others out', async () => {
    const { sizes, splitOf } = await read('{"train":["x/a.png"],"val":["b.png"],"test":["c.png"]}')
    expect(sizes).toEqual({ train: 1, validation: 1, test: 1 })
    const part = (id: string) => splitOf(datasetRow({ id, imagePath: '/', mos: 1 }))
    expect([part('y/a.png'), part('b.png'), part('z\\c.png'), part('d.png')]).toEqual([
      'train',
      'validation',
      'test',
      undefined,
    ])
  })

  it('refuses a name in two parts', async () => {
    const error = await rejection(read('{"train":["a.png","b.png"],"test":["b.png"]}'))
    expect(error).toBeInstanceOf(DatasetSplitInvalid)
    expect(error.message).toMatch(/split\.json: 1 names are in two parts, the first is "b\.png"/)
  })

  it.each([
    ['[]', /expected an object such as/],
    ['{"train":', /split\.json: /],
    ['{"holdout":[]}', /expected the parts train, validation and test, got "holdout"/],
    ['{"train":[1]}', /"train": expected a list of image names/],
  ])('refuses %s', async (content, message) => {
    const error = await rejection(read(content))
    expect(error).toBeInstanceOf(DatasetFileMalformed)
    expect(error.message).toMatch(message)
  })
})
