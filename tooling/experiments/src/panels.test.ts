import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatasetRow } from '@deqa/datasets'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePanels, SEEN } from './panels.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-panels-'))
})
afterAll(() => rm(folder, { recursive: true }))

const ratings = [1.3, 2.4, 3, 3.6, 4.612]
const rows = ['a', 'b'].flatMap((reference) =>
  ratings.map(
    (mos): DatasetRow => ({
      id: `${reference}${mos}`,
      imagePath: 'x.png',
      mos,
      std: 0.8,
      reference,
      meta: {},
    }),
  ),
)

test('each panel gives 1 to the worst it sees and 5 to the best, so that they conflict where both see the same', async () => {
  const { mild, severe } = await makePanels(folder, rows)
  const moses = (panel: readonly DatasetRow[]) => panel.map(({ mos }) => Number(mos.toFixed(3)))
  expect(new Set(mild.map(({ reference }) => reference))).toEqual(new Set(['a']))
  expect(new Set(severe.map(({ reference }) => reference))).toEqual(new Set(['b']))
  // 1 + 4 · 0.6 / 2.212 and 1 + 4 · 1.2 / 2.212; 1 + 4 · 1.1 / 2.3 and 1 + 4 · 1.7 / 2.3.
  expect(moses(mild)).toEqual([1, 2.085, 3.17, 5])
  expect(moses(severe)).toEqual([1, 2.913, 3.957, 5])
  expect(SEEN.mild.min).toBeLessThan(SEEN.severe.max)
})

test('writes a table for each, deviations unchanged', async () => {
  await makePanels(folder, rows)
  for (const name of ['mild', 'severe']) {
    const [head, ...lines] = (await readFile(join(folder, `${name}.csv`), 'utf8')).trim().split('\n')
    expect(head).toBe('id,image,mos,std,split,reference,distortion,level')
    expect(lines.map((line) => line.split(',')[3])).toEqual(['0.8', '0.8', '0.8', '0.8'])
  }
})
