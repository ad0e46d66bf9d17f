import { copyFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import '@deqa/vitest'
import { convertCheckpoint, loadScorer } from '@deqa/model'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  evaluateModel,
  exportCheckpoint,
  isRunFolder,
  loadConfig,
  openRun,
  overrideConfig,
  parseConfig,
  type RunEvent,
  readPredictions,
  readRuns,
  resultsCsv,
  resultsTable,
  type TrainingConfig,
  train,
  writeReport,
  writeRunModel,
} from '../src/index.ts'
import { prepareNetwork } from '../src/run/prepare-network.ts'
import { prepareRun } from '../src/run/prepare-run.ts'

const smoke = fileURLToPath(new URL('../../../configs/smoke.yaml', import.meta.url))
const photos = fileURLToPath(new URL('../../../examples/photos', import.meta.url))

/** The smoke configuration, but for fewer updates of a smaller network on one thread. */
const quick = [
  'schedule.steps=6',
  'evaluation.everySteps=2',
  'checkpoints.everySteps=2',
  'network.vision={ layers: 1 }',
  'network.decoder={ layers: 1 }',
  'engine.threads=1',
]

let folder: string
let config: TrainingConfig
let whole: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-train-'))
  config = await loadConfig(smoke, (value) => overrideConfig(value, quick))
  whole = join(folder, 'whole')
  await train(config, { out: whole })
})
afterAll(() => rm(folder, { recursive: true }))

const finalState = (run: string) => readFile(join(run, 'checkpoints/step-0000006/state.safetensors'))

/** The photographs that the smoke configuration evaluates on. */
async function ratedPhotos() {
  const csv = await readFile(fileURLToPath(new URL('../../../configs/smoke.csv', import.meta.url)), 'utf8')
  return csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [image, mos, std] = line.split(',') as [string, string, string]
      const rating = Number(mos)
      return {
        id: `${image}->${mos}`,
        image,
        path: join(photos, image),
        mos: rating,
        score: rating,
        std: Number(std),
      }
    })
}

test('a finished run is a model, and scores as its last evaluation did', async () => {
  const [run] = await readRuns([whole])
  await using scorer = await loadScorer(whole)
  expect(scorer.model).toMatchObject({ name: 'smoke', trained: true })
  const names = (await readdir(photos)).sort()
  const scores = await scorer.score(names.map((name) => join(photos, name)))
  expect(scores.every((score) => 'score' in score && score.score >= 1 && score.score <= 5)).toBe(true)

  const images = await ratedPhotos()
  const predictions = join(folder, 'predictions.jsonl')
  const { summary, failed } = await evaluateModel(scorer, { name: 'examples', images }, { predictions })
  expect(failed).toEqual([])
  // The scorer reads the very text that was trained; its graph sums in another order.
  expect([summary.agreement!.rmse!, summary.distribution!.w2]).toBeAllClose(
    [run!.results[0]!.agreement!.rmse!, run!.results[0]!.distribution!.w2],
    { absolute: 1e-4 },
  )
  expect((await readPredictions(predictions)).map(({ id }) => id)).toEqual(images.map(({ id }) => id))

  // A second evaluation reads them back and scores nothing: the images are not there any more.
  const gone = images.map((image) => ({ ...image, path: join(folder, 'gone', image.image) }))
  const again = await evaluateModel(scorer, { name: 'examples', images: gone }, { predictions })
  expect(again.failed).toEqual([])
  expect(again.summary.agreement!.srcc).toBe(summary.agreement!.srcc)
  const without = await evaluateModel(scorer, { name: 'examples', images: gone })
  expect(without.failed).toHaveLength(8)
})

test('its safetensors, converted, score as its folder does, though no tokenizer knows its words', async () => {
  const { trained } = await openRun(whole)
  await exportCheckpoint(trained, join(folder, 'weights'))
  const { warnings } = await convertCheckpoint(join(folder, 'weights'), join(folder, 'model'))
  expect(warnings).toEqual([])
  await writeRunModel(trained, join(folder, 'latest'), 'latest')
  const scoresOf = async (model: string) => {
    await using scorer = await loadScorer(model)
    return ((await scorer.score(join(photos, 'lake.jpg'))) as { score: number }).score
  }
  expect(await scoresOf(join(folder, 'latest'))).toBe(await scoresOf(whole))
  expect(await scoresOf(join(folder, 'model'))).toBe(await scoresOf(whole))
})

test('a spectrum for which the encoder has no room is refused with the size', async () => {
  const settings = [...quick, 'start.encoder=spectrum', 'network.vision={ mlpWidth: 8 }']
  const narrow = await loadConfig(smoke, (value) => overrideConfig(value, settings))
  await expect(prepareNetwork(narrow)).rejects.toThrow(
    /network\.vision\.mlpWidth: a spectrum needs .*, got 8/,
  )
})

test('squares seen together are trained on, evaluated, exported and scored alike', async () => {
  const settings = [
    ...quick,
    'schedule.steps=2',
    'views={ longSide: 160, along: 2, across: 1, together: true }',
  ]
  const run = join(folder, 'together')
  await train(await loadConfig(smoke, (value) => overrideConfig(value, settings)), { out: run })
  const [{ results }] = (await readRuns([run])) as [Awaited<ReturnType<typeof readRuns>>[number]]
  const { trained } = await openRun(run)
  expect(trained.network.abstractor.views).toBe(2)

  await exportCheckpoint(trained, join(folder, 'together-weights'))
  await convertCheckpoint(join(folder, 'together-weights'), join(folder, 'together-model'))
  for (const model of [run, join(folder, 'together-model')]) {
    await using scorer = await loadScorer(model)
    const { summary } = await evaluateModel(scorer, { name: 'examples', images: await ratedPhotos() })
    // As above: the same network, whose graph sums in another order.
    expect([summary.agreement!.rmse!, summary.distribution!.w2]).toBeAllClose(
      [results[0]!.agreement!.rmse!, results[0]!.distribution!.w2],
      { absolute: 1e-4 },
    )
  }
  // A run that begins with it keeps the squares.
  const next = await prepareNetwork({ ...config, network: { from: run } })
  expect(next.facts.views).toEqual(trained.views)
  expect(next.network.abstractor.views).toBe(2)
  // What is seen together is not what is seen one by one.
  const apart = { ...trained.network.abstractor, views: undefined }
  await writeRunModel({ ...trained, network: { ...trained.network, abstractor: apart } }, run, 'apart')
  await using scorer = await loadScorer(run)
  const { summary } = await evaluateModel(scorer, { name: 'examples', images: await ratedPhotos() })
  expect(summary.agreement!.rmse).not.toBeCloseTo(results[0]!.agreement!.rmse!, 4)
})

test('a run in two pieces ends with the same bits', async () => {
  const out = join(folder, 'pieces')
  const stop = new AbortController()
  const events: RunEvent[] = []
  const onEvent = (event: RunEvent) => {
    events.push(event)
    if (event.type === 'step' && event.step === 3) stop.abort(new Error('Ctrl-C'))
  }
  await expect(train(config, { out, signal: stop.signal, onEvent })).rejects.toThrow('Ctrl-C')
  const { step } = await train(config, { out, resume: true, onEvent })
  expect(step).toBe(6)
  expect(events.filter(({ type }) => type === 'start').map((event) => event.step)).toEqual([0, 3])
  expect((await finalState(out)).equals(await finalState(whole))).toBe(true)
  const [one, other] = await readRuns([whole, out])
  expect(other!.steps.map(({ loss }) => loss)).toEqual(one!.steps.map(({ loss }) => loss))
  expect(other!.results).toEqual(one!.results)
})

test('data may move between two sessions, which end with the same bits', async () => {
  const [out, elsewhere] = [join(folder, 'moved'), join(folder, 'elsewhere')]
  const stop = new AbortController()
  const onEvent = (event: RunEvent) => {
    if (event.type === 'step' && event.step === 3) stop.abort(new Error('Ctrl-C'))
  }
  await expect(train(config, { out, signal: stop.signal, onEvent })).rejects.toThrow('Ctrl-C')
  await cp(photos, elsewhere, { recursive: true })
  await copyFile(config.datasets[0]!.table!, join(elsewhere, 'ratings.csv'))
  const place = { table: join(elsewhere, 'ratings.csv'), images: elsewhere }
  const moved = {
    ...config,
    datasets: [{ ...config.datasets[0]!, ...place }],
    evaluation: { ...config.evaluation, datasets: [{ ...config.evaluation.datasets[0]!, ...place }] },
  }
  await train(moved, { out, resume: true })
  expect((await finalState(out)).equals(await finalState(whole))).toBe(true)
})

test('what is missing is said before the folder is claimed, so that it can be corrected', async () => {
  const out = join(folder, 'corrected')
  const [set] = config.evaluation.datasets
  const evaluatedOn = (...datasets: (typeof set)[]) =>
    ({ ...config, evaluation: { ...config.evaluation, datasets } }) as TrainingConfig
  const nowhere = join(folder, 'nowhere')
  const faulty: [TrainingConfig, string][] = [
    [evaluatedOn({ ...set!, table: join(nowhere, 'ratings.csv') }), join(nowhere, 'ratings.csv')],
    [evaluatedOn({ ...set!, images: nowhere }), `${nowhere}/`],
    [{ ...config, datasets: [{ ...config.datasets[0]!, images: nowhere }] }, `${nowhere}/`],
    [evaluatedOn(set, set), 'two sets are called examples'],
  ]
  for (const [each, message] of faulty) {
    await expect(train(each, { out })).rejects.toThrow(message)
    expect(await isRunFolder(out)).toBe(false)
  }
  const twoSteps = { ...config, schedule: { ...config.schedule, steps: 2 } }
  expect((await train(twoSteps, { out })).step).toBe(2)
})

test('an image that is missing may be left out, and is told of with the update after which it was missed', async () => {
  const [set] = config.evaluation.datasets
  const table = join(folder, 'more.csv')
  await writeFile(table, `${await readFile(set!.table!, 'utf8')}missing.png,3,0.5\n`)
  const events: RunEvent[] = []
  const tolerant: TrainingConfig = {
    ...config,
    data: { ...config.data, badImages: 'replace' },
    // Steps that are not logged count too.
    output: { html: false, tensorBoard: false, logEverySteps: 100 },
    evaluation: { ...config.evaluation, datasets: [{ ...set!, table }], everySteps: 2 },
    schedule: { ...config.schedule, steps: 4 },
  }
  const { evaluations } = await train(tolerant, {
    out: join(folder, 'tolerant'),
    onEvent: (event) => events.push(event),
  })
  expect(evaluations[0]!.images).toBe(8)
  const notices = events.filter((event) => event.type === 'notice')
  expect(notices.map(({ step }) => step)).toEqual([2, 4])
  expect(notices[0]!.message).toContain('missing.png')
})

test('a run with another text is no start', async () => {
  const other = { ...config, network: { from: whole }, text: { ...config.text, system: true } }
  await expect(prepareRun(other)).rejects.toThrow(
    `text: the run ${whole} has learned to answer another text; its own is ` +
      '{ questions: [How would you rate the quality of this image?], system: false }',
  )
})

test('threads, workers and what is logged may change, and nothing else', async () => {
  const again = {
    ...config,
    engine: { ...config.engine, threads: 2, workers: 2 },
    output: { ...config.output, html: false },
  }
  await train(again, { out: whole, resume: true })
  await expect(train(config, { out: whole })).rejects.toMatchObject({ code: 'RUN_EXISTS' })
  const other = train({ ...config, seed: 7 }, { out: whole, resume: true })
  await expect(other).rejects.toMatchObject({ code: 'RUN_MISMATCH' })
  await expect(other).rejects.toThrow('seed: 42 there, 7 here')
})

test('a run that begins with a run goes on from what that has learned', async () => {
  const { datasets, text } = config
  const next = parseConfig({
    datasets: [{ table: datasets[0]!.table, images: photos, scale: { min: 1, max: 5 }, split: 'all' }],
    network: { from: whole },
    text: { questions: text.questions, system: false },
    batch: { size: 2, accumulation: 1 },
    schedule: { steps: 1, learningRate: 1e-9, warmupRatio: 0 },
    train: { decoder: 'lora' },
    lora: { rank: 2, alpha: 4 },
    data: { workers: 0 },
    output: { html: false, tensorBoard: false },
  })
  const out = join(folder, 'next')
  expect((await train(next, { out })).isModel).toBe(true)
  const scoresOf = async (model: string) => {
    await using scorer = await loadScorer(model)
    const results = await scorer.score([join(photos, 'lake.jpg'), join(photos, 'cottage.jpg')])
    return results.map((result) => ('score' in result ? result.score : Number.NaN))
  }
  // One update at a rate of 1e-9, and adapters that begin as nothing.
  expect(await scoresOf(out)).toBeAllClose(await scoresOf(whole), { absolute: 1e-5 })
  expect((await openRun(out)).trained.lora).toMatchObject({ rank: 2 })
})

test('adapters learn on a decoder that is frozen in 4 bits', async () => {
  const overrides = [
    ...quick,
    'train.decoder=lora',
    'train.vision=false',
    'lora.rank=4',
    'engine.frozen=q4',
    'schedule.steps=12',
    'schedule.learningRate=0.01',
  ]
  const onFrozen = await loadConfig(smoke, (value) => overrideConfig(value, overrides))
  const losses: number[] = []
  const onEvent = (event: RunEvent) => {
    if (event.type === 'step') losses.push(event.loss)
  }
  const out = join(folder, 'frozen')
  await train(onFrozen, { out, onEvent })
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length
  expect(mean(losses.slice(-4))).toBeLessThan(mean(losses.slice(0, 4)))
  const { trained } = await openRun(out)
  const moved = [...trained.values].filter(
    ([name, values]) => name.endsWith('lora_B.weight') && values.some((value) => value !== 0),
  )
  expect(moved.length).toBeGreaterThan(0)
  const onTfjs = loadConfig(smoke, (value) => overrideConfig(value, [...overrides, 'engine.name=tfjs']))
  await expect(onTfjs).rejects.toThrow('expected fp32 with the tfjs engine')
})

test('both engines follow the same losses', async () => {
  const lossesOf = async (name: 'onnx' | 'tfjs') => {
    const losses: number[] = []
    const own = {
      ...config,
      engine: { name, threads: 1, workers: 1, frozen: 'fp32' as const },
      evaluation: { ...config.evaluation, datasets: [] },
    }
    const onEvent = (event: RunEvent) => {
      if (event.type === 'step') losses.push(event.loss)
    }
    await train(own, { out: join(folder, name), onEvent })
    return losses
  }
  const onnx = await lossesOf('onnx')
  expect(onnx).toHaveLength(6)
  // The design's bound for two engines in float32.
  expect(await lossesOf('tfjs')).toBeAllClose(onnx, { relativeToMax: 1e-3 })
})

test('seven levels train and are evaluated, but are no model', async () => {
  const words = 'seven six five four three two one'
  const overrides = [...quick, `levels.words=[${words.replaceAll(' ', ', ')}]`, 'schedule.steps=2']
  const seven = await loadConfig(smoke, (value) => overrideConfig(value, overrides))
  const { isModel, evaluations } = await train(seven, { out: join(folder, 'seven') })
  expect(isModel).toBe(false)
  expect(evaluations[0]!.images).toBe(8)
})

test('the page needs nothing from elsewhere, and sets names as text', async () => {
  const page = join(folder, 'report.html')
  await writeReport([whole, join(folder, 'pieces')], page)
  const html = await readFile(page, 'utf8')
  expect(html).toContain('<svg')
  expect(html).not.toMatch(/<script|<link|src=|@import|url\(http/)
  // Two runs of one name are told apart by their folders.
  expect(html).toContain('pieces')
  const own = await readFile(join(whole, 'report.html'), 'utf8')
  expect(own).toContain('PLCC / SRCC')
  expect(own).toContain('schedule.warmupRatio')
})

test('results in the form of the tables', async () => {
  const rows = await readRuns([whole])
  const table = resultsTable(rows)
  expect(table.head).toEqual(['PLCC / SRCC', 'examples'])
  expect(table.rows[0]![1]).toMatch(/^-?\d\.\d{3} \/ -?\d\.\d{3}$/)
  expect(resultsTable(rows, 'distances').rows[0]![1]).toMatch(/^\d\.\d{3} \/ \d\.\d{3}$/)
  const [head, line] = resultsCsv(rows).split('\n')
  expect(head).toBe('name,dataset,images,plcc,srcc,krcc,plcc_fitted,rmse,rmse_fitted,mae,kl,js,w2')
  expect(line).toMatch(/^smoke,examples,8,/)
})
