import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { liveThreads } from '@deqa/vitest'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEFAULT_MODEL, locateModel } from '../model-folder/locate-model.ts'
import { MANIFEST_FILE } from '../model-folder/manifest.ts'
import { describeModel } from '../model-folder/model-info.ts'
import { loadScorer } from './load-scorer.ts'

/** A thread that is let go ends when it has opened its graph, which takes seconds on a busy machine. */
const PATIENCE = { timeout: 20_000 }

let parent: string
let copy: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'deqa-load-'))
  copy = join(parent, 'model')
  await cp(await locateModel(DEFAULT_MODEL), copy, { recursive: true })
})
afterEach(() => rm(parent, { recursive: true }))

test('the default model says what it is', async () => {
  const info = await describeModel(DEFAULT_MODEL)
  expect(info).toMatchObject({
    name: 'deqa-mini',
    trained: true,
    device: 'cpu',
    dtype: 'fp16',
    prompt: 'scorer',
  })
  expect(info.revision).toMatch(/^[0-9a-f]{12}$/)
})

test('a copy of a model is the same model', async () => {
  await using scorer = await loadScorer(copy)
  expect(scorer.model).toEqual({ ...(await describeModel(DEFAULT_MODEL)), folder: copy })
})

// That prompts differ where they do is tested on recorded checkpoints: this model was trained on one question.
test('the other prompt is a graph of its own, and asks this model the same', async () => {
  const image = { width: 8, height: 8, channels: 1, data: new Uint8Array(64).map((_, i) => 4 * i) } as const
  await using scorer = await loadScorer(copy)
  await using evaluation = await loadScorer(copy, { prompt: 'eval' })
  expect(evaluation.model.prompt).toBe('eval')
  expect((await evaluation.score(image)).score).toBeCloseTo((await scorer.score(image)).score, 6)
})

test('an altered, truncated or missing file is never loaded', async () => {
  const threads = liveThreads()
  const weights = join(copy, 'weights.bin')
  const bytes = await readFile(weights)
  bytes[1000]! ^= 1
  await writeFile(weights, bytes)
  await expect(loadScorer(copy)).rejects.toMatchObject({ code: 'MODEL_INVALID', file: weights })
  await truncate(weights, 1000)
  await expect(loadScorer(copy)).rejects.toThrow(`expected ${bytes.length} bytes, found 1000`)
  await rm(weights)
  await expect(loadScorer(copy)).rejects.toThrow('not there')
  // What was opened while its weights were compared is let go.
  await expect.poll(() => threads.size, PATIENCE).toBe(0)
})

test('a graph is not opened before it is known to be whole', async () => {
  const graph = join(copy, 'scorer.onnx')
  const bytes = await readFile(graph)
  bytes[bytes.length >> 1]! ^= 1
  await writeFile(graph, bytes)
  await expect(loadScorer(copy)).rejects.toMatchObject({ code: 'MODEL_INVALID', file: graph })
})

test('loading ends when its signal says so, and leaves no thread', async () => {
  const threads = liveThreads()
  const controller = new AbortController()
  // As soon as there is a thread to leave.
  process.once('worker', () => controller.abort(new Error('enough')))
  const loading = loadScorer(copy, { signal: controller.signal })
  await expect(loading).rejects.toThrow('enough')
  await expect.poll(() => threads.size, PATIENCE).toBe(0)
})

test('a damaged manifest, and one of a later version, are refused with the place', async () => {
  const file = join(copy, MANIFEST_FILE)
  const manifest = JSON.parse(await readFile(file, 'utf8'))
  await writeFile(file, '{')
  await expect(loadScorer(copy)).rejects.toMatchObject({ code: 'MODEL_INVALID', file })
  await writeFile(file, JSON.stringify({ ...manifest, version: 2 }))
  await expect(loadScorer(copy)).rejects.toThrow('version')
  const outside = {
    ...manifest,
    prompts: { ...manifest.prompts, scorer: { ...manifest.prompts.scorer, graph: '../x' } },
  }
  await writeFile(file, JSON.stringify(outside))
  await expect(loadScorer(copy)).rejects.toThrow('graph')
})

test('what is not a model folder is refused with what to do', async () => {
  await expect(loadScorer(join(parent, 'nowhere'))).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
  await expect(loadScorer(parent)).rejects.toThrow(MANIFEST_FILE)
  await writeFile(join(parent, 'config.json'), '{}')
  await expect(loadScorer(parent)).rejects.toThrow('deqa convert')
})

// A machine with a GPU says so (DEQA_GPU), and is left out.
test.skipIf(process.env['DEQA_GPU'])(
  'a device that is not there is named, and no other takes its place',
  async () => {
    await expect(loadScorer(copy, { device: 'cuda' })).rejects.toMatchObject({
      name: 'DeviceUnavailableError',
      device: 'cuda',
      message: expect.stringContaining("Use the device 'cpu'"),
    })
    await using scorer = await loadScorer(copy, { device: 'auto' })
    expect(scorer.model.device).toBe('cpu')
  },
)

test('options that make no sense are refused', async () => {
  await expect(loadScorer(copy, { device: 'tpu' as 'cpu' })).rejects.toMatchObject({
    code: 'DEVICE_UNAVAILABLE',
  })
  await expect(loadScorer(copy, { threads: 0 })).rejects.toThrow('expected threads')
  await expect(loadScorer(copy, { prompt: 'none' as 'eval' })).rejects.toThrow('expected prompt')
})
