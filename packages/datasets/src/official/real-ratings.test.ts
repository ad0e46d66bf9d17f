import { describeWithShared, sharedPath } from '@deqa/vitest'
import { expect, it } from 'vitest'
import { collect } from '../../test/temporary-tree.ts'
import { checkDataset } from '../check/check-dataset.ts'
import { describeDataset, openDataset } from '../open-dataset.ts'
import { findLeaks } from '../splits/find-leaks.ts'
import { splitByReference } from '../splits/split-by-reference.ts'
import { readSplitFile } from '../splits/split-file.ts'
import { summarizeDataset } from '../summary/summarize-dataset.ts'

describeWithShared('real ratings', () => {
  it('gives the score range and mean deviation of KonIQ-10k', async () => {
    const dataset = await openDataset('koniq', sharedPath('annotations/koniq'))
    const summary = await summarizeDataset(dataset)
    expect(summary.images).toBe(10_073)
    expect(summary.splits).toEqual({ train: 7_058, validation: 1_000, test: 2_015 })
    // The figures are printed with three, three and four digits; half of the last is allowed.
    expect(Math.abs(summary.mos.range - 3.214)).toBeLessThan(5e-4)
    expect(Math.abs(summary.std!.mean - 0.575)).toBeLessThan(5e-4)
    expect(Math.abs(summary.std!.meanOverRange! - 0.1788)).toBeLessThan(5e-5)
  })

  it('gives the score range and mean deviation of KADID-10k', async () => {
    const summary = await summarizeDataset(await openDataset('kadid', sharedPath('annotations/kadid')))
    expect(summary).toMatchObject({ images: 10_125, contents: 81 })
    expect(Math.abs(summary.mos.range - 3.93)).toBeLessThan(5e-4)
    expect(Math.abs(summary.std!.mean - 0.861)).toBeLessThan(5e-4)
    expect(Math.abs(summary.std!.meanOverRange! - 0.219)).toBeLessThan(5e-5)
  })

  it('gives the score range of SPAQ, and AGIQA-3K whole', async () => {
    const spaq = await summarizeDataset(await openDataset('spaq', sharedPath('annotations/spaq')))
    expect(spaq.images).toBe(8_897 + 2_224)
    expect(spaq.mos.range).toBeCloseTo(91.67, 10)
    const agiqa = await summarizeDataset(await openDataset('agiqa-3k', sharedPath('annotations/agiqa-3k')))
    expect(agiqa).toMatchObject({ images: 2_982, std: { images: 2_982 } })
  })

  it('votes of KonIQ-10k add up to their published number, and their deviation is the published one', async () => {
    const dataset = await openDataset('koniq', sharedPath('annotations/koniq'))
    for await (const { id, votes, mos, std, meta } of dataset.rows()) {
      const n = votes!.reduce((sum, count) => sum + count, 0)
      expect(n, id).toBe(meta['ratings'])
      const variance = votes!.reduce((sum, count, i) => sum + count * (i + 1 - mos) ** 2, 0) / (n - 1)
      // The shares are published with 12 digits, the deviation too.
      expect(Math.abs(Math.sqrt(variance) - std!), id).toBeLessThan(1e-9)
    }
  })

  it.each([
    ['koniq', 7_046, 2_010],
    ['spaq', 8_897, 2_224],
    ['kadid', 8_106, 2_000],
  ] as const)('applies the split of %s without a leak', async (name, train, test) => {
    const splitFile = sharedPath('annotations', name, 'split.json')
    expect((await readSplitFile(splitFile)).sizes).toEqual({ train, test })
    const dataset = await openDataset(name, sharedPath('annotations', name), { splitFile })
    expect((await summarizeDataset(dataset)).splits).toEqual({ train, test })
    expect(await findLeaks(dataset.rows())).toEqual([])
  })

  it.each(['koniq', 'spaq', 'kadid', 'agiqa-3k'] as const)('finds nothing wrong with %s', async (name) => {
    const dataset = await openDataset(name, sharedPath('annotations', name))
    expect(await collect(checkDataset(dataset))).toEqual([])
    expect(describeDataset(name).title).toBe(dataset.title)
  })

  it('notices when the direction of KADID-10k is taken for that of a DMOS', async () => {
    const root = sharedPath('annotations/kadid')
    const findings = await collect(
      checkDataset(await openDataset('kadid', root, { direction: 'lower-is-better' })),
    )
    expect(findings.map(({ kind }) => kind)).toEqual(['wrong-direction'])
  })

  it('cuts KADID-10k by reference', async () => {
    const dataset = await openDataset('kadid', sharedPath('annotations/kadid'))
    const split = await splitByReference(dataset.rows(), { ratios: { train: 0.8, test: 0.2 }, seed: 0 })
    expect(split.contents).toEqual({ train: 65, test: 16 })
    expect(split.images).toEqual({ train: 65 * 125, test: 16 * 125 })
  })
})
