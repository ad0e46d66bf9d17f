import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import '@deqa/vitest'
import { liveThreads } from '@deqa/vitest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ModelRecipe } from '../src/convert/model-recipe.ts'
import { loadScorer } from '../src/scorer/load-scorer.ts'
import { loadStagedScorer } from '../src/scorer/stages/staged-scorer.ts'
import type { Score } from '../src/scorer/types.ts'
import { levelsOf, randomCheckpoint, smallImages, smallModel, smallNetwork } from './random-checkpoint.ts'

const network = smallNetwork({ layers: 3, width: 96, mlpWidth: 160 })
const threads = liveThreads()

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-parts-'))
})
afterAll(() => rm(folder, { recursive: true }))

const modelIn = (parts: number, dtype: ModelRecipe['dtype'] = 'fp32') =>
  smallModel(folder, randomCheckpoint(network), { network, dtype, parts })

test.each(['fp32', 'q8', 'q4'] as const)(
  '%s: in one, two or three graphs the levels are the same',
  async (dtype) => {
    const [one, two, three] = await Promise.all([1, 2, 3].map((parts) => modelIn(parts, dtype)))
    for (const prompt of ['scorer', 'eval'] as const) {
      const expected = await levelsOf(one!, { prompt, batchSize: 3 })
      // The runtime fuses within a graph only: float32 rounding.
      expect(await levelsOf(two!, { prompt, batchSize: 3 })).toBeAllClose(expected, { absolute: 1e-6 })
      expect(await levelsOf(three!, { prompt, batchSize: 3 })).toBeAllClose(expected, { absolute: 1e-6 })
    }
  },
)

test('the weights are stored once, whatever the parts', async () => {
  const models = await Promise.all([modelIn(1), modelIn(3)])
  const [one, three] = await Promise.all(models.map((model) => stat(join(model, 'weights.bin'))))
  expect(three!.size).toBe(one!.size)
})

test('stages add up over the graphs', async () => {
  const model = await modelIn(3)
  await using scorer = await loadScorer(model)
  await using staged = await loadStagedScorer(model)
  expect(staged.stages).toEqual(['decode', 'preprocess', 'encoder', 'abstractor', 'decoder'])
  const { scores } = await staged.run(smallImages)
  const expected = (await scorer.score(smallImages)) as Score[]
  // The runtime may fuse across the cuts: float32 rounding only.
  expect(scores).toBeAllClose(
    expected.map(({ score }) => score),
    { absolute: 1e-5 },
  )
})

test('what is being scored when the scorer is disposed is scored to its end', async () => {
  const scorer = await loadScorer(await modelIn(3))
  const { score } = await scorer.score(smallImages[0]!)
  const under = [scorer.score(smallImages[0]!), scorer.score(smallImages[0]!)]
  // Pixels need no decoding: by then both are with the first thread.
  await new Promise((resolve) => setImmediate(resolve))
  await scorer.dispose()
  expect((await Promise.all(under)).map((result) => result.score)).toEqual([score, score])
  expect(threads.size).toBe(0)
})

test.each(['scorer.onnx', 'scorer.2.onnx'])(
  'an altered %s is not used, and no thread is left',
  async (name) => {
    const model = await modelIn(2)
    const file = join(model, name)
    const bytes = await readFile(file)
    bytes[bytes.length >> 1]! ^= 1
    await writeFile(file, bytes)
    await expect(loadScorer(model)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringContaining(`${name}: its SHA-256 is`),
    })
    expect(threads.size).toBe(0)
    await rm(file)
    await expect(loadScorer(model)).rejects.toThrow('the manifest names this file, but it is not there')
  },
)
