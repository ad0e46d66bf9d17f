// Makes the sets of both experiments in runs/learning-set, for `deqa train` with the files of configs/learning.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LEARNING_SET, makeLearningSet, makeScenesSet } from './learning-set.ts'
import { makePanels } from './panels.ts'

const folder = join(fileURLToPath(new URL('../../../runs/', import.meta.url)), 'learning-set')
const rows = await makeLearningSet(folder, LEARNING_SET)
const scenes = await makeScenesSet(folder, LEARNING_SET)
const { mild, severe } = await makePanels(folder, rows)
for (const [table, { length }] of Object.entries({ ratings: rows, scenes, mild, severe })) {
  console.log(`${join(folder, `${table}.csv`)}: ${length} pictures`)
}
