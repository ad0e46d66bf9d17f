// Every figure of the card of `deqa-mini`, from the weights in the package: scores the held-out photographs, measures the
// baselines on them, and writes the model's README. Needs the set that `make-mini` makes; goes on where it was stopped.
// With a number, on so many of the photographs.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeModel } from '@deqa/model'
import { loadConfig } from '@deqa/trainer'
import { writeCard } from './card.ts'
import { scoreFolder } from './example-scores.ts'
import { compareWithBaselines, measureModel } from './measure-test-set.ts'
import { MINI } from './paths.ts'
import { photographCount } from './photograph-count.ts'
import { stripsOf } from './strips.ts'
import { readTestSet } from './test-set.ts'

const [asked, ...more] = process.argv.slice(2)
const photographs = asked === undefined ? undefined : photographCount(asked)
if ((asked !== undefined && photographs === undefined) || more.length > 0) {
  console.error('usage: mini-card [number of photographs: a whole number of at least 1]')
  process.exit(2)
}
const testSet = await readTestSet(MINI.set, photographs)
await mkdir(MINI.predictions, { recursive: true })
const progress = (what: string) => (done: number, total: number) => {
  if (done % 500 === 0 || done === total) console.error(`${what}: ${done} of ${total}`)
}
const figures = await measureModel(MINI.model, testSet, MINI.predictions, progress('deqa-mini'))
const comparison = await compareWithBaselines(
  testSet,
  figures.scored,
  MINI.predictions,
  progress('baselines'),
)
const strips = stripsOf(figures.scored)
const card = writeCard({
  model: await describeModel(MINI.model),
  figures,
  comparison,
  strips,
  examples: await scoreFolder(MINI.model, join(MINI.root, 'examples', 'photos')),
  training: await Promise.all(
    MINI.training.map(async ({ name, config, blend }) => ({
      name,
      updates: (await loadConfig(config)).schedule.steps,
      blend,
    })),
  ),
})
await writeFile(join(MINI.model, 'README.md'), card)
console.log(card)
