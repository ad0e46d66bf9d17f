import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TRAINING_QUESTIONS } from '@deqa/model/training'
import { gaussianLabel, momentMatchedLabel } from '@deqa/soft-label'
import '@deqa/vitest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseConfig } from '../config/parse-config.ts'
import type { TrainingConfigInput } from '../config/schema.ts'
import { TrainingDataInvalidError } from './errors.ts'
import { loadExamples } from './training-examples.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-ratings-'))
})
afterAll(() => rm(folder, { recursive: true }))

type SetInput = TrainingConfigInput['datasets'][number]

async function write(name: string, text: string): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, text)
  return file
}

const load = (set: SetInput, change: Partial<TrainingConfigInput> = {}) =>
  loadExamples(parseConfig({ datasets: [set], network: { size: 'smoke' }, ...change }))

const RATINGS =
  'image,mos,std,split\na.png,2,0.5,train\nb.png,3,0.6,train\nc.png,4,0.7,test\nd.png,5,0.8,train\n'

describe('loadExamples', () => {
  test('takes the part that is asked for, on the scale [1, 5]', async () => {
    const table = await write('parts.csv', RATINGS)
    const [set] = await load({ table, scale: { min: 0, max: 10 } })
    expect(set).toMatchObject({ name: 'parts', rows: 4, weight: 1, scale: { min: 0, max: 10 } })
    expect(set!.examples.map(({ id }) => id)).toEqual(['a.png', 'b.png', 'd.png'])
    expect(set!.examples[0]).toMatchObject({
      imagePath: join(folder, 'a.png'),
      mos: 2,
      score: 1.8,
      std: 0.2,
      dataset: 0,
    })
    // A score on the cut at 1.8 has the lower level.
    expect(set!.examples.map(({ level }) => level)).toEqual([0, 1, 2])
  })

  test('takes images with the distortions that are asked for, and names those there are if it has none', async () => {
    const table = await write(
      'damaged.csv',
      'image,mos,std,split,reference,distortion\na.png,4,1,train,a,\na-1.png,3,1,train,a,blur\na-2.png,2,1,train,a,noise\n' +
        'b.png,4,1,test,b,\nb-1.png,3,1,test,b,jpeg\n',
    )
    const taken = async (distortions: string[]) => {
      const [set] = await load({ table, scale: { min: 1, max: 5 }, distortions })
      return set!.examples.map(({ id, reference }) => `${id} of ${reference}`)
    }
    expect(await taken(['none', 'noise'])).toEqual(['a.png of a', 'a-2.png of a'])
    await expect(taken(['jpeg', 'rain'])).rejects.toThrow(
      'has no images with the distortions jpeg, rain, only with none, blur, noise',
    )
  })

  test('the ends of a published dataset are the lowest and highest score of all its parts', async () => {
    await write(
      'dmos.csv',
      'dist_img,ref_img,dmos,var\nI01_01_01.png,I01.png,2,0.5\nI02_01_01.png,I02.png,4,0.6\nI03_01_01.png,I03.png,3,0.7\n',
    )
    const splitFile = await write(
      'split.json',
      '{ "train": ["I01_01_01.png", "I03_01_01.png"], "test": ["I02_01_01.png"] }',
    )
    const [set] = await load({ name: 'kadid', root: folder, splitFile })
    expect(set!.scale).toMatchObject({ min: 2, max: 4 })
    expect(set!.examples.map(({ score }) => score)).toEqual([1, 3])
    const [declared] = await load({ name: 'kadid', root: folder, splitFile, scale: 'declared' })
    expect(declared!.examples.map(({ score }) => score)).toEqual([2, 3])
  })

  test('turns a scale around on which less is better', async () => {
    const table = await write('dmos.csv', RATINGS)
    const [set] = await load({ table, scale: { min: 1, max: 5 }, direction: 'lower-is-better', split: 'all' })
    expect(set!.examples.map(({ mos, score }) => [mos, score])).toEqual([
      [2, 4],
      [3, 3],
      [4, 2],
      [5, 1],
    ])
  })

  test.each([
    ['gaussian', (score: number, std: number) => gaussianLabel({ score, std }).probabilities],
    ['moment-matched', (score: number, std: number) => momentMatchedLabel({ score, std }).probabilities],
    [
      'interpolation',
      (score: number) => [1, 2, 3, 4, 5].map((level) => Math.max(1 - Math.abs(level - score), 0)),
    ],
  ] as const)('makes the label by the method %s', async (method, expected) => {
    const table = await write(`${method}.csv`, 'image,mos,std\na.png,2.25,0.5\nb.png,3.5,0.6\n')
    const [set] = await load({ table, scale: { min: 1, max: 5 }, split: 'all' }, { label: { method } })
    // Rounding of the interpolation.
    for (const { softLabel, score, std } of set!.examples) {
      expect(softLabel).toBeAllClose(expected(score, std!), { absolute: 1e-12 })
    }
  })

  test('any number of levels', async () => {
    const table = await write('levels.csv', RATINGS)
    const words = 'one two three four five six'.split(' ')
    const [set] = await load({ table, scale: { min: 1, max: 5 }, split: 'all' }, { levels: { words } })
    expect(set!.examples.map(({ level }) => level)).toEqual([1, 2, 4, 5])
    expect(set!.examples.every(({ softLabel }) => softLabel.length === 6)).toBe(true)
  })

  test('draws the question once, by the seed and the dataset', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => `${i}.png,${1 + (i % 5)},0.5`).join('\n')
    const table = await write('questions.csv', `image,mos,std\n${rows}\n`)
    const set: SetInput = { table, scale: { min: 1, max: 5 }, split: 'all' }
    const questionsOf = async (seed: number) =>
      (await load(set, { seed }))[0]!.examples.map(({ question }) => question)
    const drawn = await questionsOf(1)
    expect(await questionsOf(1)).toEqual(drawn)
    expect(await questionsOf(2)).not.toEqual(drawn)
    expect(new Set(drawn).size).toBe(TRAINING_QUESTIONS.length)
  })

  test('names the uncertainty by the range of the deviations', async () => {
    const table = await write('uncertainty.csv', RATINGS)
    const [set] = await load(
      { table, scale: { min: 1, max: 5 }, split: 'all' },
      { text: { uncertainty: true } },
    )
    // 0.5, 0.6, 0.7, 0.8 in fifths of [0.5, 0.8]: minimal, low, high, severe.
    expect(set!.examples.map(({ uncertainty }) => uncertainty)).toEqual([0, 1, 3, 4])
  })
})

describe('deviations that are missing', () => {
  const RATINGS_ONLY = 'image,mos\na.png,2\nb.png,3\n'
  const scale = { min: 1, max: 5 }

  test('are an error where they are needed, which names the image and the ways out', async () => {
    const table = await write('no-std.csv', RATINGS_ONLY)
    await expect(load({ table, scale, split: 'all' })).rejects.toThrow(TrainingDataInvalidError)
    await expect(load({ table, scale, split: 'all' })).rejects.toThrow(
      /no-std: a\.png has no standard deviation.*\n.*std: \{ ratio: 0\.2 \}/,
    )
  })

  test('are assigned on request: 20 % of the range, as for PIPAL', async () => {
    const table = await write('pseudo.csv', 'image,mos\na.png,934.95\nb.png,1835.99\n')
    const [set] = await load({
      table,
      scale: { min: 934.95, max: 1835.99 },
      split: 'all',
      std: { ratio: 0.2 },
    })
    // 0.2 · 4, within rounding.
    for (const { std } of set!.examples) expect(std).toBeCloseTo(0.8, 12)
  })

  test('are not missed by a training that does not read them', async () => {
    const table = await write('unneeded.csv', RATINGS_ONLY)
    const [set] = await load(
      { table, scale, split: 'all' },
      { label: { method: 'one-hot' }, loss: { rank: 'binary-fidelity' } },
    )
    expect(set!.examples.map(({ std }) => std)).toEqual([undefined, undefined])
    expect(set!.examples[0]!.softLabel).toEqual([0, 1, 0, 0, 0])
  })
})

describe('ratings are refused', () => {
  test.each([
    ['outside.csv', 'image,mos,std\na.png,2,1\nb.png,7,1\n', {}, /outside: b\.png: .*7.*\n.*scale/],
    [
      'no-split.csv',
      'image,mos,std\na.png,2,1\n',
      { split: 'train' },
      /comes without a split.*"train".*\n.*splitFile.*split: all/,
    ],
    [
      'no-train.csv',
      'image,mos,std,split\na.png,2,1,test\n',
      { split: 'train' },
      /no images in "train", only in test/,
    ],
    ['empty.csv', 'image,mos,std\n', {}, /has no ratings/],
    ['lone.csv', 'image,mos,std\na.png,2,1\n', {}, /a single image/],
    ['nan.csv', 'image,mos,std\na.png,nan,1\nb.png,2,1\n', {}, /nan\.csv:2: .*nan/],
  ] as const)('%s', async (name, text, change, message) => {
    const table = await write(name, text)
    await expect(load({ table, scale: { min: 1, max: 5 }, split: 'all', ...change })).rejects.toThrow(message)
  })
})

test('a meta file may keep its own labels and questions', async () => {
  const item = (id: string, score: number, question: string) => ({
    id,
    image: `${id}.png`,
    gt_score: score,
    gt_score_norm: score,
    std: 0.5,
    std_norm: 0.5,
    // On disk: excellent first.
    level_probs: [0.1, 0.2, 0.3, 0.25, 0.15],
    conversations: [{ from: 'human', value: `${question}\n<|image|>` }],
  })
  const meta = await write(
    'train_mine.json',
    JSON.stringify([item('a', 1, TRAINING_QUESTIONS[6]!), item('b', 5, TRAINING_QUESTIONS[2]!)]),
  )
  const [set] = await load({ meta, labels: 'stored' })
  expect(set!.examples.map(({ question }) => question)).toEqual([6, 2])
  expect(set!.examples[0]!.softLabel).toEqual([0.15, 0.25, 0.3, 0.2, 0.1])
  expect(set!.examples.map(({ level }) => level)).toEqual([0, 4])
})
