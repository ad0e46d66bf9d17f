import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Dataset, type DatasetRow, datasetRow } from '../dataset.ts'
import { RunningMoments } from './running-moments.ts'
import { summarizeDataset } from './summarize-dataset.ts'

function datasetOf(rows: readonly DatasetRow[]): Dataset {
  return {
    name: 'test',
    title: 'Test',
    scale: { min: 0, max: 10 },
    direction: 'lower-is-better',
    licence: 'none',
    layout: 'none',
    async *rows() {
      yield* rows
    },
  }
}

const make = (id: string, fields: Partial<DatasetRow>) =>
  datasetRow({ id, imagePath: `/${id}`, mos: 0, ...fields })

describe('summarizeDataset', () => {
  it('gives counts, range and mean deviation', async () => {
    const rows = [
      make('a', { mos: 2, std: 0.5, split: 'train', reference: 'r' }),
      make('b', { mos: 4, std: 1.5, split: 'train', reference: 'r' }),
      make('c', { mos: 9, split: 'test' }),
    ]
    // By hand: mean 5, squared differences 9, 1, 16, their mean 26/3; mean deviation 1 over range 7.
    expect(await summarizeDataset(datasetOf(rows))).toEqual({
      name: 'test',
      title: 'Test',
      scale: { min: 0, max: 10 },
      direction: 'lower-is-better',
      images: 3,
      contents: 2,
      splits: { train: 2, test: 1 },
      mos: { min: 2, max: 9, range: 7, mean: 5, std: expect.closeTo(Math.sqrt(26 / 3), 14) },
      std: { images: 2, min: 0.5, max: 1.5, mean: 1, meanOverRange: 1 / 7 },
    })
  })

  it('leaves out what cannot be said', async () => {
    expect((await summarizeDataset(datasetOf([make('a', { mos: 3 })]))).std).toBeUndefined()
    const equal = await summarizeDataset(datasetOf([make('a', { mos: 3, std: 1 })]))
    expect(equal.mos.range).toBe(0)
    expect(equal.std).toEqual({ images: 1, min: 1, max: 1, mean: 1 })
    await expect(summarizeDataset(datasetOf([]))).rejects.toThrow('summarizeDataset: Test has no rows')
  })
})

describe('RunningMoments', () => {
  it('agrees with the two-pass formulas', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), (values) => {
        const moments = new RunningMoments()
        for (const each of values) moments.add(each)
        const mean = values.reduce((sum, each) => sum + each, 0) / values.length
        const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length
        const scale = Math.max(...values.map(Math.abs), 1)
        // 200 additions of double precision: 200 · 1.1e-16 of the largest value, and a little more.
        expect(Math.abs(moments.mean - mean)).toBeLessThan(1e-13 * scale)
        expect(Math.abs(moments.std ** 2 - variance)).toBeLessThan(1e-12 * scale ** 2)
      }),
    )
    expect(new RunningMoments().std).toBe(0)
  })
})
