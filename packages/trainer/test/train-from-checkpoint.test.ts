import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { convertCheckpoint, loadScorer, type PromptName } from '@deqa/model'
import { describeWithShared, sharedPath } from '@deqa/vitest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exportCheckpoint, openRun, parseConfig, train } from '../src/index.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const photos = join(repository, 'examples/photos')

describeWithShared("adapters on the original's recorded checkpoint", () => {
  let folder: string
  let run: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deqa-from-'))
    run = join(folder, 'run')
    const config = parseConfig({
      datasets: [
        {
          table: join(repository, 'configs/smoke.csv'),
          images: photos,
          scale: { min: 1, max: 5 },
          split: 'all',
        },
      ],
      network: { from: sharedPath('golden/checkpoint-tiny') },
      train: { decoder: 'lora' },
      lora: { rank: 4, alpha: 8 },
      batch: { size: 2, accumulation: 2 },
      schedule: { steps: 3, learningRate: 1e-2, warmupRatio: 0 },
      data: { workers: 0 },
      output: { html: false, tensorBoard: false },
    })
    await train(config, { out: run })
  }, 60_000)
  afterAll(() => rm(folder, { recursive: true }))

  async function scoresOf(model: string, prompt: PromptName): Promise<number[]> {
    await using scorer = await loadScorer(model, { prompt })
    const results = await scorer.score([join(photos, 'lake.jpg'), join(photos, 'cottage.jpg')])
    return results.map((result) => ('score' in result ? result.score : Number.NaN))
  }

  test("leave as a release that scores as the run does, under both of the original's prompts", async () => {
    const { trained } = await openRun(run)
    const release = join(folder, 'release')
    await exportCheckpoint(trained, release, { adapters: 'lora' })
    expect(await readdir(release)).toContain('tokenizer.model')
    await convertCheckpoint(release, join(folder, 'model'))
    const [scorer, evaluation] = await Promise.all([scoresOf(run, 'scorer'), scoresOf(run, 'eval')])
    expect(await scoresOf(join(folder, 'model'), 'scorer')).toBeAllClose(scorer, { absolute: 1e-5 })
    expect(await scoresOf(join(folder, 'model'), 'eval')).toBeAllClose(evaluation, { absolute: 1e-5 })
    // The prompts differ, and so do the scores.
    expect(scorer).not.toEqual(evaluation)
  })

  test('change the scores of the base, and merge to the same', async () => {
    await convertCheckpoint(sharedPath('golden/checkpoint-tiny'), join(folder, 'base'))
    const base = await scoresOf(join(folder, 'base'), 'scorer')
    const scores = await scoresOf(run, 'scorer')
    expect(Math.max(...scores.map((score, i) => Math.abs(score - base[i]!)))).toBeGreaterThan(1e-3)
    await exportCheckpoint((await openRun(run)).trained, join(folder, 'merged'))
    await convertCheckpoint(join(folder, 'merged'), join(folder, 'merged-model'))
    expect(await scoresOf(join(folder, 'merged-model'), 'scorer')).toBeAllClose(scores, { absolute: 1e-5 })
  })
})
