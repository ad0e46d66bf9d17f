import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { evaluateMeasures, type MeasureImage } from './evaluate-measures.ts'
import type { RatedImage } from './evaluate-model.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-measures-'))
})
afterEach(() => rm(folder, { recursive: true }))

const images = Array.from(
  { length: 8 },
  (_, i): RatedImage => ({
    id: `${i}.png->${i}`,
    image: `${i}.png`,
    path: `/photos/${i}.png`,
    mos: i,
    score: 1 + i / 2,
    distortion: i < 2 ? 'rare' : 'blur',
  }),
)
const numberOf = (path: string) => Number(/(\d+)\.png/.exec(path)![1])
/** `up` follows the ratings, `down` runs against them. */
const measure: MeasureImage = async (path, names) => {
  const value = { up: 100 * numberOf(path), down: -numberOf(path) }
  return Object.fromEntries(names.map((name) => [name, value[name as 'up' | 'down']]))
}

test('an evaluation for each measure, on its own scale', async () => {
  const progress = vi.fn()
  const found = await evaluateMeasures(
    ['up', 'down'],
    measure,
    { name: 'eight', images },
    {
      by: 'distortion',
      jobs: 3,
      onProgress: progress,
    },
  )
  expect(found.map(({ summary }) => summary.agreement!.srcc)).toEqual([1, -1])
  expect(found[0]!.summary).toMatchObject({ dataset: 'eight', images: 8 })
  expect(found[0]!.summary.agreement).not.toHaveProperty('rmse')
  expect(found[0]!.summary.byDistortion!.map(({ distortion }) => distortion)).toEqual(['rare', 'blur'])
  expect(progress).toHaveBeenCalledTimes(8)
  expect(progress).toHaveBeenLastCalledWith({ done: 8, failed: 0, total: 8 })
})

test('an image without a value is left out of that measure alone', async () => {
  const partly: MeasureImage = async (path, names) => ({
    ...(await measure(path, names)),
    ...(numberOf(path) === 3 && names.includes('up') ? { up: new Error('too small') } : {}),
  })
  const [up, down] = await evaluateMeasures(['up', 'down'], partly, { name: 'eight', images })
  expect(up!.summary.images).toBe(7)
  expect(up!.failed).toEqual([{ path: '/photos/3.png', error: new Error('too small') }])
  expect(down!.summary.images).toBe(8)
})

test('values are kept, and only what is missing is measured again', async () => {
  const predictions = (name: string) => join(folder, `${name}.jsonl`)
  const stopping = new AbortController()
  const some: MeasureImage = async (path, names) => {
    if (numberOf(path) === 4) stopping.abort(new Error('enough'))
    return await measure(path, names)
  }
  const options = { predictions, signal: stopping.signal }
  await expect(evaluateMeasures(['up'], some, { name: 'eight', images }, options)).rejects.toThrow('enough')
  const text = await readFile(predictions('up'), 'utf8')
  expect(text.split('\n')[1]).toBe('{"id":"1.png->1","image":"1.png","gt_score":1,"value":100}')
  expect(text.trim().split('\n')).toHaveLength(5)

  await writeFile(predictions('up'), text.slice(0, -4))
  const asked = vi.fn(measure)
  const [up, down] = await evaluateMeasures(['up', 'down'], asked, { name: 'eight', images }, { predictions })
  expect(asked.mock.calls.map(([path, names]) => [numberOf(path), names.length])).toEqual([
    [0, 1],
    [1, 1],
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 2],
    [6, 2],
    [7, 2],
  ])
  expect([up!.summary.agreement!.srcc, down!.summary.agreement!.srcc]).toEqual([1, -1])
  await evaluateMeasures(['up', 'down'], asked, { name: 'eight', images }, { predictions })
  expect(asked).toHaveBeenCalledTimes(8)
})

test('an image that is rated twice is measured once and counts twice', async () => {
  const asked = vi.fn(measure)
  const [up] = await evaluateMeasures(['up'], asked, { name: 'twice', images: [...images, ...images] })
  expect(asked).toHaveBeenCalledTimes(8)
  expect(up!.summary.images).toBe(16)
})

test('a file of something else is refused; a failure of the measure itself ends all', async () => {
  await writeFile(join(folder, 'up.jsonl'), '{"id":"x","image":"x.png","gt_score":1,"logits":{}}\n')
  const predictions = (name: string) => join(folder, `${name}.jsonl`)
  const refused = evaluateMeasures(['up'], measure, { name: 'eight', images }, { predictions })
  await expect(refused).rejects.toThrow(/up\.jsonl:1: expected a value of a measure/)
  const broken: MeasureImage = async (path, names) => {
    if (numberOf(path) === 2) throw new Error('thread lost')
    return await measure(path, names)
  }
  const ended = evaluateMeasures(['down'], broken, { name: 'eight', images }, { predictions, jobs: 2 })
  await expect(ended).rejects.toThrow('thread lost')
})
