import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseConfig } from '../config/parse-config.ts'
import type { TrainingConfigInput } from '../config/schema.ts'
import { claimRunFolder } from './run-folder.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-run-folder-'))
})
afterEach(() => rm(folder, { recursive: true }))

type Change = Partial<TrainingConfigInput>
const set = (change: object): Change => ({ datasets: [{ split: 'all', ...change }] })
const table = { table: 'a/r.csv', scale: { min: 1, max: 5 } }

async function goOn(before: Change, now: Change): Promise<void> {
  const config = (change: Change) =>
    parseConfig({ ...set(table), network: { size: 'smoke' }, ...change } as TrainingConfigInput)
  await claimRunFolder(folder, { config: config(before) }, false)
  await claimRunFolder(folder, { config: config(now) }, true)
}

const evaluated = (root: string): Change => ({ evaluation: { datasets: [{ name: 'koniq', root }] } })

test.each<[string, Change, Change]>([
  ['a table', set(table), set({ ...table, table: 'b/r.csv' })],
  ['images', set({ ...table, images: 'a' }), set({ ...table, images: 'b' })],
  ['images that lay beside their table', set(table), set({ ...table, images: 'b' })],
  ['a meta file', set({ meta: 'a.json' }), set({ meta: 'b.json' })],
  ['a split', set({ ...table, splitFile: 'a.json' }), set({ ...table, splitFile: 'b.json' })],
  ['a set that is evaluated on', evaluated('a'), evaluated('b')],
])('%s may have moved', async (_, before, now) => {
  await expect(goOn(before, now)).resolves.toBeUndefined()
})

test.each<[string, Change, Change, string]>([
  [
    'a table in place of a meta file',
    set({ meta: 'a.json' }),
    set(table),
    'datasets[0].table: nothing there',
  ],
  ['a split of its own', set(table), set({ ...table, splitFile: 'a.json' }), 'datasets[0].splitFile'],
  ['another start', { network: { from: 'a' } }, { network: { from: 'b' } }, 'network.from'],
  ['another weight', set(table), set({ ...table, weight: 2 }), 'datasets[0].weight: 1 there, 2 here'],
])('%s is another run', async (_, before, now, message) => {
  const going = goOn(before, now)
  await expect(going).rejects.toMatchObject({ code: 'RUN_MISMATCH' })
  await expect(going).rejects.toThrow(message)
})
