// Experiment 2: two sets whose raters used the scale differently, trained on together, with and without the fidelity loss.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LEARNING_SET, makeLearningSet } from './learning-set.ts'
import { makePanels } from './panels.ts'
import { describeResults, type TableRow } from './results.ts'
import { type Row, trainRow } from './train-row.ts'

const ROWS: readonly Row[] = [
  { name: 'mild damage alone', config: 'mild-alone' },
  { name: 'severe damage alone', config: 'severe-alone' },
  { name: '#3 soft label', config: 'co-training-soft' },
  { name: '#4 soft label, fidelity', config: 'co-training-soft-fidelity' },
]

const runs = fileURLToPath(new URL('../../../runs/', import.meta.url))
const folder = join(runs, 'learning-set')
const chosen = process.argv.slice(2)

const rows = await makeLearningSet(folder, LEARNING_SET)
const { mild, severe } = await makePanels(folder, rows)
const isTest = ({ split }: { split?: string }) => split === 'test'
const heldOut = [
  { name: 'mild damage', folder, rows: mild.filter(isTest) },
  { name: 'severe damage', folder, rows: severe.filter(isTest) },
  { name: 'whole range, true order', folder, rows: rows.filter(isTest) },
]
const table: TableRow[] = []
for (const row of ROWS) {
  if (chosen.length > 0 && !chosen.includes(row.config)) continue
  table.push(await trainRow(row, { runs, heldOut, onProgress: (line) => console.error(line) }))
}
console.log(describeResults(table))
