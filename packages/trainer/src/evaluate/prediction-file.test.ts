import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import '@deqa/vitest'
import { levelMoments } from '@deqa/soft-label'
import { describeWithShared, sharedPath } from '@deqa/vitest'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { formatPrediction, openPredictions, parsePrediction, readPredictions } from './prediction-file.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-predictions-'))
})
afterEach(() => rm(folder, { recursive: true }))

const prediction = {
  id: 'a.jpg->3.5',
  image: 'KONIQ/images/a.jpg',
  gtScore: 3.5,
  levels: [0, 0, 0.25, 0.5, 0.25],
}

test("a line has the original's keys, best level first", () => {
  const line = formatPrediction(prediction)
  expect(line.endsWith('\n')).toBe(true)
  const { id, image, gt_score, logits } = JSON.parse(line)
  expect([id, image, gt_score]).toEqual(['a.jpg->3.5', 'KONIQ/images/a.jpg', 3.5])
  expect(Object.keys(logits)).toEqual(['excellent', 'good', 'fair', 'poor', 'bad'])
  expect(logits.good - logits.fair).toBeCloseTo(Math.LN2, 12)
})

test('what is written is read, a probability of zero too', () => {
  const { levels, ...rest } = parsePrediction(formatPrediction(prediction))
  expect({ ...rest, levels: [] }).toEqual({ ...prediction, levels: [] })
  // A few roundings of exp and log.
  expect(levels).toBeAllClose(prediction.levels, { absolute: 1e-15 })
})

test('goes on after a torn line', async () => {
  const path = join(folder, 'x.jsonl')
  await writeFile(path, `${formatPrediction(prediction)}{"id": "torn`)
  const { earlier, writer } = await openPredictions(path)
  expect(earlier.map(({ id }) => id)).toEqual([prediction.id])
  await writer.write({ ...prediction, id: 'b' })
  await writer[Symbol.asyncDispose]()
  expect((await readPredictions(path)).map(({ id }) => id)).toEqual([prediction.id, 'b'])
})

test('a file that is not there begins empty; one that is no prediction file is refused', async () => {
  const path = join(folder, 'x.jsonl')
  const { earlier, writer } = await openPredictions(path)
  await writer[Symbol.asyncDispose]()
  expect(earlier).toEqual([])
  await writeFile(path, '{"id": 1}\n')
  await expect(openPredictions(path)).rejects.toMatchObject({ code: 'PREDICTIONS_INVALID' })
  await expect(readPredictions(path)).rejects.toThrow('x.jsonl:1')
})

describeWithShared("the original's own file", () => {
  test('gives the scores that the original reads from it', async () => {
    const read = await readPredictions(sharedPath('golden/vectors/iqa_eval_output.jsonl'))
    const { iqa_eval_scores: expected } = JSON.parse(
      await readFile(sharedPath('golden/vectors/end_to_end.json'), 'utf8'),
    ) as { iqa_eval_scores: Record<string, number> }
    const scores = read.map(({ image, levels }) => [image, levelMoments(levels).score] as const)
    // The recording computed the same expectation in float64.
    expect(scores.map(([, score]) => score)).toBeAllClose(
      scores.map(([image]) => expected[image]!),
      { absolute: 1e-6 },
    )
  })
})
