import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import '@deqa/vitest'
import { loadScorer } from '@deqa/model'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFolder } from '../src/config/shipped-checkpoint.ts'
import { ConfigurationInvalidError, evaluateModel, loadConfig, openRun, train } from '../src/index.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const photo = (name: string) => join(repository, 'examples/photos', name)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-fine-tune-'))
})
afterAll(() => rm(folder, { recursive: true }))

const load = (change: Record<string, unknown>) =>
  loadConfig(join(repository, 'configs/fine-tune-mini.yaml'), (value) => ({
    ...(value as Record<string, unknown>),
    data: { workers: 0 },
    output: { html: false, tensorBoard: false },
    ...change,
  }))

test('begins with the weights that ship with the package, and is asked as those were', async () => {
  // So small a rate that one update changes nothing one could see.
  const config = await load({ schedule: { steps: 1, learningRate: 1e-12 } })
  await train(config, { out: join(folder, 'run') })
  await using before = await loadScorer('deqa-mini')
  await using after = await loadScorer(join(folder, 'run'))
  for (const name of ['lake.jpg', 'still-life-blur.jpg']) {
    const [was, is] = [await before.score(photo(name)), await after.score(photo(name))]
    // Both have the same weights, rounded to half precision; the shipped one also rounds its stored prefix.
    expect(Math.abs(is.score - was.score)).toBeLessThan(2e-3)
    expect(Math.abs(is.std - was.std)).toBeLessThan(2e-3)
  }
  expect(config.network.from).toBe('deqa-mini')
})

test('learns the ratings that it is given', async () => {
  const config = await load({ schedule: { steps: 12, learningRate: 3e-4 } })
  await train(config, { out: join(folder, 'learned') })
  await using before = await loadScorer('deqa-mini')
  await using after = await loadScorer(join(folder, 'learned'))
  // The table gives it 4.6.
  const [was, is] = [await before.score(photo('cottage.jpg')), await after.score(photo('cottage.jpg'))]
  expect(is.score).toBeGreaterThan(was.score)
})

test('a blend lies between what the run began with and what it has learned', async () => {
  const config = await load({ schedule: { steps: 2, learningRate: 3e-4 } })
  const run = join(folder, 'blended')
  await train(config, { out: run })
  const valuesAt = async (blend: number) => (await openRun(run, 'latest', { blend })).trained.values
  const [start, half, learned] = await Promise.all([0, 0.5, 1].map(valuesAt))
  let moved = 0
  for (const [name, end] of learned!) {
    const [before, between] = [start!.get(name)!, half!.get(name)!]
    for (let i = 0; i < end.length; i += 97) {
      if (end[i] !== before[i]) moved++
      // Rounded to float32 once.
      expect(between[i]).toBe(Math.fround((before[i]! + end[i]!) / 2))
    }
  }
  expect(moved).toBeGreaterThan(1000)
  await expect(openRun(run, 'latest', { blend: 2 })).rejects.toThrow('expected blend in [0, 1], got 2')
})

test('pixels are normalised as the checkpoint says, in training and by the model that comes of it', async () => {
  const start = join(folder, 'half')
  await cp(startFolder('deqa-mini'), start, { recursive: true })
  const half = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] }
  const file = join(start, 'preprocessor_config.json')
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...half }))
  const { datasets } = await load({})
  const config = await load({
    network: { from: start },
    // So small a rate that one update changes nothing one could see.
    schedule: { steps: 1, learningRate: 1e-12 },
    evaluation: {
      datasets: datasets.map(({ table, images, scale, split }) => ({ table, images, scale, split })),
    },
  })
  const out = join(folder, 'half-run')
  const { evaluations } = await train(config, { out })
  await using scorer = await loadScorer(out)
  const csv = await readFile(join(repository, 'configs/smoke.csv'), 'utf8')
  const images = csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [image, mos, std] = line.split(',') as [string, string, string]
      return { id: image, image, path: photo(image), mos: Number(mos), score: Number(mos), std: Number(std) }
    })
  const { summary } = await evaluateModel(scorer, { name: 'examples', images })
  // The same network under the same text, whose graph sums in another order.
  expect([summary.agreement!.rmse!, summary.distribution!.w2]).toBeAllClose(
    [evaluations[0]!.agreement!.rmse!, evaluations[0]!.distribution!.w2],
    { absolute: 1e-4 },
  )
})

test('what a run has not learned itself has to be what it began with', async () => {
  const start = join(folder, 'start')
  const put = async (weights: string) => {
    await rm(start, { recursive: true, force: true })
    await cp(weights, start, { recursive: true })
  }
  const steps = { steps: 1, learningRate: 1e-4 }
  const whole = await load({ network: { from: start }, schedule: steps })
  const part = await load({ network: { from: start }, schedule: steps, train: { vision: false } })
  const [wholeRun, partRun] = [join(folder, 'whole'), join(folder, 'part')]
  await put(startFolder('deqa-mini'))
  await train(whole, { out: wholeRun })
  await train(part, { out: partRun })
  const before = (await openRun(partRun)).trained.values

  const other = join(folder, 'other')
  await train(await load({ schedule: { steps: 2, learningRate: 3e-4 } }), { out: other })
  await put(other)
  const refused = {
    code: 'RUN_MISMATCH',
    message: expect.stringContaining(`other weights than ${start} has`),
  }
  await expect(openRun(partRun)).rejects.toMatchObject(refused)
  await expect(train(part, { out: partRun, resume: true })).rejects.toMatchObject(refused)
  await expect(openRun(wholeRun, 'latest', { blend: 0.5 })).rejects.toMatchObject(refused)
  // A run that has trained everything needs nothing of its start.
  expect((await openRun(wholeRun)).step).toBe(1)
  expect((await train(whole, { out: wholeRun, resume: true })).step).toBe(1)

  await put(wholeRun)
  const circle = { code: 'RUN_MISMATCH', message: expect.stringContaining('would have begun with itself') }
  await expect(openRun(wholeRun)).rejects.toMatchObject(circle)
  await expect(train(whole, { out: join(folder, 'circle') })).rejects.toMatchObject(circle)

  await put(startFolder('deqa-mini'))
  expect((await openRun(partRun)).trained.values).toEqual(before)
})

test('another text than it was trained with is refused before training starts', async () => {
  const config = await load({ text: { questions: ['Quality?'] } })
  const refused = train(config, { out: join(folder, 'refused') })
  await expect(refused).rejects.toThrow(ConfigurationInvalidError)
  await expect(refused).rejects.toThrow(
    'text: deqa-mini has learned to answer another text; its own is { questions: [Quality?], system: false }',
  )
})
