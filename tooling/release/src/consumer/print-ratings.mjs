// Writes a table of ratings, and prints what is read of it.
import { openTable, summarizeDataset, writeTable } from '@deqa/datasets'

const rows = [4.25, 1.75].map((mos, i) => ({
  id: `${i}.jpg`,
  imagePath: `${i}.jpg`,
  mos,
  std: 0.5,
  meta: {},
}))
await writeTable('ratings.csv', rows)
const ratings = await openTable('ratings.csv', { scale: { min: 1, max: 5 } })
for await (const { id, mos } of ratings.rows()) console.log(id, mos)
console.log((await summarizeDataset(ratings)).std?.images)
