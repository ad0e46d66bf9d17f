import { createReadStream } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse'
import { bench, describe } from 'vitest'
import { datasetRow } from '../dataset.ts'
import { openTable } from './open-table.ts'
import { writeTable } from './write-table.ts'

const ROWS = 50_000
const path = join(await mkdtemp(join(tmpdir(), 'deqa-bench-')), 'ratings.csv')
await writeTable(
  path,
  Array.from({ length: ROWS }, (_, index) =>
    datasetRow({ id: `${index}.jpg`, imagePath: `${index}.jpg`, mos: 1 + (index % 400) / 100, std: 0.5 }),
  ),
)

async function ours(): Promise<number> {
  let sum = 0
  const dataset = await openTable(path, { scale: { min: 1, max: 5 } })
  for await (const { mos } of dataset.rows()) sum += mos
  return sum
}

async function rival(): Promise<number> {
  let sum = 0
  const records = createReadStream(path).pipe(parse({ columns: true }))
  for await (const record of records as AsyncIterable<{ readonly mos: string }>) sum += Number(record.mos)
  return sum
}

if ((await ours()) !== (await rival())) throw new Error('openTable and csv-parse disagree')

describe(`reading ${ROWS} rows of CSV`, () => {
  bench('openTable', async () => void (await ours()))
  bench('csv-parse alone, into objects', async () => void (await rival()))
})
