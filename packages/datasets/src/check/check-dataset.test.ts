import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { collect, temporaryTree } from '../../test/temporary-tree.ts'
import type { Dataset, DatasetRow } from '../dataset.ts'
import { datasetRow } from '../dataset.ts'
import { openTable } from '../own/open-table.ts'
import { type CheckDatasetOptions, checkDataset } from './check-dataset.ts'

function datasetOf(rows: readonly DatasetRow[], facts: Partial<Dataset> = {}): Dataset {
  return {
    name: 'test',
    title: 'Test',
    scale: { min: 1, max: 5 },
    direction: 'higher-is-better',
    licence: 'none',
    layout: 'none',
    async *rows() {
      yield* rows
    },
    ...facts,
  }
}

function row(fields: Partial<DatasetRow>): DatasetRow {
  return datasetRow({ id: 'a', imagePath: '/nowhere/a', mos: 3, ...fields })
}

async function findings(dataset: Dataset, options?: CheckDatasetOptions): Promise<[string, string][]> {
  return (await collect(checkDataset(dataset, options))).map(({ kind, message }) => [kind, message])
}

describe('checkDataset on ratings', () => {
  it.each([
    [row({ mos: Number.NaN }), 'invalid-mos', 'a: expected a finite MOS, got NaN'],
    [row({ mos: 5.01 }), 'mos-out-of-range', 'a: MOS 5.01 is outside the declared scale 1 to 5'],
    [row({ mos: 0.5 }), 'mos-out-of-range', 'a: MOS 0.5 is outside the declared scale 1 to 5'],
    [row({ std: -0.1 }), 'invalid-std', 'a: expected a finite standard deviation of zero or more, got -0.1'],
    [
      row({ std: Number.POSITIVE_INFINITY }),
      'invalid-std',
      'a: expected a finite standard deviation of zero or more, got Infinity',
    ],
    // 4/√2 = 2.83 is the most two opinions between 1 and 5 can differ by.
    [
      row({ std: 2.9 }),
      'std-too-large',
      'a: standard deviation 2.9 is more than opinions between 1 and 5 can have; is it a variance, or on another scale?',
    ],
  ])('finds %j', async (bad, kind, message) => {
    expect(await findings(datasetOf([bad]))).toEqual([[kind, message]])
  })

  it('accepts the ends of the scale', async () => {
    const ends = [row({ id: 'a', mos: 1, std: 0 }), row({ id: 'b', mos: 5, std: 4 / Math.SQRT2 })]
    expect(await findings(datasetOf(ends))).toEqual([])
  })

  it('finds names that are there twice, and a dataset without rows', async () => {
    expect(await findings(datasetOf([row({}), row({})]))).toEqual([
      ['duplicate-id', 'a is there more than once'],
    ])
    expect(await findings(datasetOf([]))).toEqual([['no-rows', 'Test has no usable row']])
  })

  it('finds references in two parts of the split', async () => {
    const rows = [
      row({ id: 'a', reference: 'r', split: 'train' }),
      row({ id: 'b', reference: 'r', split: 'test' }),
      row({ id: 'c', reference: 's', split: 'test' }),
    ]
    expect(await findings(datasetOf(rows))).toEqual([
      ['leaking-reference', 'r is in the train and the test part'],
    ])
  })

  it('reports rows that cannot be read, in their place, and goes on', async () => {
    const root = await temporaryTree({ 'a.csv': 'image,mos\na.jpg,x\nb.jpg,9\nc.jpg\n' })
    const dataset = await openTable(join(root, 'a.csv'), { scale: { min: 1, max: 5 } })
    expect((await findings(dataset)).map(([kind]) => kind)).toEqual([
      'unreadable-row',
      'mos-out-of-range',
      'unreadable-row',
    ])
  })
})

describe('checkDataset on the direction', () => {
  /** Four references, one kind, five levels; `score` gives the MOS. */
  function levels(score: (level: number) => number): DatasetRow[] {
    return ['r1', 'r2', 'r3', 'r4'].flatMap((reference) =>
      [1, 2, 3, 4, 5].map((level) =>
        row({
          id: `${reference}_${level}`,
          reference,
          distortion: { type: 'blur', level },
          mos: score(level),
        }),
      ),
    )
  }

  it('accepts scores that fall with the strength of the distortion, and the reverse for a DMOS', async () => {
    expect(await findings(datasetOf(levels((level) => 5.25 - level / 1.25)))).toEqual([])
    const dmos = datasetOf(
      levels((level) => level),
      { direction: 'lower-is-better' },
    )
    expect(await findings(dmos)).toEqual([])
  })

  it('suspects scores that rise with it, and says by how much', async () => {
    // By hand: C(5, 2) = 10 pairs in each of four groups, all against the declaration.
    expect(await findings(datasetOf(levels((level) => level)))).toEqual([
      [
        'wrong-direction',
        'higher scores are declared to be better, but stronger distortions are rated better: ' +
          'agreement -1.00 over 40 pairs of levels (1 would be full agreement)',
      ],
    ])
    const dmos = datasetOf(
      levels((level) => 5.25 - level / 1.25),
      { direction: 'lower-is-better' },
    )
    expect((await findings(dmos)).map(([kind]) => kind)).toEqual(['wrong-direction'])
  })

  it('says nothing where it cannot tell', async () => {
    expect(await findings(datasetOf(levels(() => 3)))).toEqual([])
    expect(await findings(datasetOf(levels((level) => level).slice(0, 4)))).toEqual([])
  })
})

describe('checkDataset on images', () => {
  async function imageDataset(): Promise<Dataset> {
    const root = await temporaryTree({
      'a.png': 'one',
      'b.png': 'two',
      'copy-of-a.png': 'one',
      'empty.png': '',
      'broken.png': 'broken',
      'folder.png/x': '',
    })
    const names = ['a.png', 'b.png', 'copy-of-a.png', 'empty.png', 'broken.png', 'folder.png', 'none.png']
    return datasetOf(names.map((id) => row({ id, imagePath: join(root, id) })))
  }

  it('finds missing, unreadable and doubled files', async () => {
    const probe = async (path: string) => {
      if ((await readFile(path, 'utf8')) === 'broken') throw new Error('no image format')
    }
    const found = await findings(await imageDataset(), { images: true, probe })
    expect(found).toEqual([
      ['duplicate-image', 'a.png and copy-of-a.png are the same file byte for byte'],
      ['unreadable-image', expect.stringMatching(/^empty\.png: .*empty\.png is empty$/)],
      ['unreadable-image', expect.stringMatching(/^broken\.png: .*broken\.png: no image format$/)],
      ['unreadable-image', expect.stringMatching(/^folder\.png: .* is not a file$/)],
      ['missing-image', expect.stringMatching(/^none\.png: no file at /)],
    ])
  })

  it('does not touch them unless asked to', async () => {
    expect(await findings(await imageDataset())).toEqual([])
  })

  it('calls a copy in another part of the split an error', async () => {
    const root = await temporaryTree({ 'a.png': 'same', 'b.png': 'same' })
    const rows = [
      row({ id: 'a', imagePath: join(root, 'a.png'), split: 'train' }),
      row({ id: 'b', imagePath: join(root, 'b.png'), split: 'test' }),
    ]
    expect(await collect(checkDataset(datasetOf(rows), { images: true }))).toEqual([
      {
        kind: 'duplicate-image',
        severity: 'error',
        message: 'a and b are the same file byte for byte, one in the train part and one in the test part',
        ids: ['a', 'b'],
      },
    ])
  })
})
