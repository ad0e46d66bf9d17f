// Experiment 1: makes the learning set, trains the rows of Table 6 on it, and prints how each does on held-out contents.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LEARNING_SET, makeLearningSet, makeScenesSet } from './learning-set.ts'
import { describeResults, type TableRow } from './results.ts'
import { type Row, trainRow } from './train-row.ts'

const ROWS: readonly Row[] = [
  { name: '#0 one-hot', config: 'one-hot' },
  { name: '#2 one-hot, binary fidelity', config: 'one-hot-binary-fidelity' },
  { name: '#3 soft label', config: 'soft' },
  { name: '#4 soft label, fidelity', config: 'soft-fidelity' },
]

const runs = fileURLToPath(new URL('../../../runs/', import.meta.url))
const folder = join(runs, 'learning-set')
const chosen = process.argv.slice(2)

const rows = await makeLearningSet(folder, LEARNING_SET)
const scenes = await makeScenesSet(folder, LEARNING_SET)
const heldOut = [
  { name: 'held-out contents', folder, rows: rows.filter(({ split }) => split === 'test') },
  { name: 'scenes of another renderer', folder, rows: scenes },
]
const table: TableRow[] = []
for (const row of ROWS) {
  if (chosen.length > 0 && !chosen.includes(row.config)) continue
  table.push(await trainRow(row, { runs, heldOut, onProgress: (line) => console.error(line) }))
}
console.log(describeResults(table))
