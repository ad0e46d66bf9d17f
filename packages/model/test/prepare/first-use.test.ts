import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HubRepository, type StandInHub, startHub } from '@deqa/vitest'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  convertCheckpoint,
  DiskFullError,
  describeModel,
  HubOfflineError,
  listConvertedModels,
  loadScorer,
  type PendingModel,
  type PrepareProgress,
  planModel,
  prepareModel,
  pullModel,
  removeCachedModel,
  removeConvertedModels,
} from '../../src/index.ts'
import { contentsOf, hasty } from '../hub/small-repositories.ts'
import { BASE, checkpointRepository, ID, LORA, loraRepository } from './convertible-checkpoint.ts'

const image = {
  width: 6,
  height: 6,
  channels: 1,
  data: Uint8Array.from({ length: 36 }, (_, i) => 7 * i),
} as const

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'deqa-first-use-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  const settings = {
    HF_HOME: home,
    HF_HUB_CACHE: '',
    HF_TOKEN: '',
    HF_HUB_OFFLINE: '',
    NO_PROXY: '127.0.0.1',
  }
  for (const [name, value] of Object.entries({ ...settings, DEQA_CACHE: join(home, 'deqa') }))
    vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
})

async function hubWith(...repositories: readonly HubRepository[]): Promise<StandInHub> {
  const hub = await startHub(...repositories)
  onTestFinished(() => hub[Symbol.asyncDispose]())
  vi.stubEnv('HF_ENDPOINT', hub.endpoint)
  return hub
}

async function scoreBy(model: string, options: Parameters<typeof loadScorer>[1] = {}): Promise<number> {
  await using scorer = await loadScorer(model, options)
  return (await scorer.score(image)).score
}

const modelOf = (hub: StandInHub, id: string, dtype = 'fp32') =>
  join(home, 'deqa/models', id.replace('/', '--'), `${hub.commitOf(id)}-${dtype}`)

test('the first use fetches and converts, the second needs neither network nor checkpoint', async () => {
  const hub = await hubWith({ id: ID, files: checkpointRepository() })
  const seen: PrepareProgress[] = []
  await using scorer = await loadScorer(ID, { onProgress: (progress) => seen.push(progress) })
  expect(scorer.model).toMatchObject({ name: ID, folder: modelOf(hub, ID), dtype: 'fp32', trained: true })
  expect(new Set(seen.map(({ stage }) => stage))).toEqual(new Set(['fetch', 'convert']))
  const last = seen.at(-1) as PrepareProgress & { stage: 'convert' }
  expect(last.bytesDone).toBe(last.bytesTotal)
  const first = (await scorer.score(image)).score

  // The very model that a pull and a conversion by hand make.
  const checkpoint = join(home, 'hub/models--deqa-tests--tiny/snapshots', hub.commitOf(ID))
  await convertCheckpoint(checkpoint, join(home, 'by-hand'), { name: ID })
  expect(contentsOf(modelOf(hub, ID))).toEqual(contentsOf(join(home, 'by-hand')))

  hub.requests.length = 0
  await removeCachedModel(ID)
  expect(await scoreBy(ID)).toBe(first)
  expect(await describeModel(ID)).toMatchObject({ folder: modelOf(hub, ID) })
  expect(hub.requests).toEqual([])
})

test('a plan says what the first use will take, and writes nothing', async () => {
  const files = checkpointRepository()
  const hub = await hubWith({ id: ID, files })
  const plan = (await planModel(ID)) as PendingModel
  expect(plan).toMatchObject({
    ...{ isReady: false, id: ID, revision: 'main', commit: hub.commitOf(ID) },
    folder: modelOf(hub, ID),
    bytesToFetch: files['config.json']!.length + files['model.safetensors']!.length,
    conversion: { dtype: 'fp32', isAuto: true, fp32Bytes: plan.memoryBytes },
  })
  // Both caches lie on one file system here.
  expect(plan.disk).toHaveLength(1)
  expect(plan.disk[0]!.bytes).toBeGreaterThan(plan.bytesToFetch)
  expect(readdirSync(home)).toEqual([])

  await prepareModel(plan)
  expect(await planModel(ID)).toEqual({ isReady: true, id: ID, folder: modelOf(hub, ID) })
  const weights = readFileSync(join(modelOf(hub, ID), 'weights.bin'))
  // The published prompts of the plan are longer than those of this checkpoint: their keys and values take more.
  expect(weights.length).toBeLessThanOrEqual(plan.memoryBytes)
})

test('a plan made for another cache is carried out there', async () => {
  const hub = await hubWith({ id: ID, files: checkpointRepository() })
  const elsewhere = { modelCacheDir: join(home, 'elsewhere') }
  const { folder } = await prepareModel(await planModel(ID, elsewhere))
  expect(folder).toBe(join(home, 'elsewhere/models/deqa-tests--tiny', `${hub.commitOf(ID)}-fp32`))
  expect(readdirSync(home).sort()).toEqual(['elsewhere', 'hub'])
  // What main stood for is noted there too: the model is found without its checkpoint and without the hub.
  await removeCachedModel(ID)
  hub.requests.length = 0
  expect(await planModel(ID, elsewhere)).toEqual({ isReady: true, id: ID, folder })
  expect(hub.requests).toEqual([])
})

test('a plan knows what each dtype takes in memory', async () => {
  await hubWith({ id: ID, files: checkpointRepository() })
  const memoryOf = async (dtype: 'fp32' | 'fp16') =>
    ((await planModel(ID, { dtype })) as PendingModel).memoryBytes
  // Half of the disk, or a bit more of so small a network; a quarter more memory.
  expect(await memoryOf('fp16')).toBeGreaterThan(1.25 * (await memoryOf('fp32')))
})

test('each dtype is a model of its own, made of the same download', async () => {
  const hub = await hubWith({ id: ID, files: checkpointRepository() })
  await scoreBy(ID)
  hub.requests.length = 0
  await using scorer = await loadScorer(ID, { dtype: 'q8' })
  expect(scorer.model).toMatchObject({ folder: modelOf(hub, ID, 'q8'), dtype: 'q8' })
  expect(hub.requests).toEqual([])
  expect((await listConvertedModels()).map(({ id, dtype }) => [id, dtype])).toEqual([
    [ID, 'fp32'],
    [ID, 'q8'],
  ])
  expect((await describeModel(ID)).dtype).toBe('fp32')
  await expect(loadScorer(modelOf(hub, ID, 'q8'), { dtype: 'fp32' })).rejects.toThrow('this one is in q8')
})

test('a model in the layout of this package is used as it is', async () => {
  const shipped = (await describeModel('deqa-mini')).folder
  const files = Object.fromEntries(
    readdirSync(shipped).map((name) => [name, readFileSync(join(shipped, name))]),
  )
  await hubWith({ id: ID, files })
  const plan = (await planModel(ID)) as PendingModel
  expect(plan.conversion).toBeUndefined()
  // Its matrices are in float16 on the disk, and in float32 while it scores.
  const weights = files['weights.bin']!.length
  // The published prompts of the plan are longer: 1 % more.
  expect(plan.memoryBytes / weights).toBeCloseTo(2.5, 1)
  expect(await scoreBy(ID)).toBe(await scoreBy('deqa-mini'))
  expect(existsSync(join(home, 'deqa'))).toBe(false)
})

test('a LoRA release brings its base', async () => {
  const files = loraRepository()
  const base = checkpointRepository()
  const hub = await hubWith({ id: LORA, files }, { id: BASE, files: base })
  const plan = (await planModel(LORA)) as PendingModel
  expect(plan.pulls.map(({ id }) => id)).toEqual([LORA, BASE])
  const merged = await scoreBy(LORA)

  for (const [name, content] of [
    ['lora', files],
    ['base', base],
  ] as const) {
    await mkdir(join(home, name))
    for (const [file, data] of Object.entries(content)) await writeFile(join(home, name, file), data)
  }
  await convertCheckpoint(join(home, 'lora'), join(home, 'by-hand'), { base: join(home, 'base') })
  expect(merged).toBe(await scoreBy(join(home, 'by-hand')))
  // A base that the user names makes a model of its own, and nothing has to be fetched.
  await removeCachedModel(BASE)
  hub.requests.length = 0
  const own = { base: join(home, 'base') }
  await prepareModel(LORA, own)
  expect(await scoreBy(LORA, own)).toBe(merged)
  expect(hub.requests).toEqual([])
  hub.put({ id: 'deqa-tests/other', files: checkpointRepository(0.25) })
  expect(await scoreBy(LORA, { base: 'deqa-tests/other' })).not.toBe(merged)
  expect((await listConvertedModels()).map(({ base }) => base)).toEqual([
    ...[undefined, 'deqa-tests/other', expect.stringMatching(/^folder-[0-9a-f]{12}$/)],
  ])
  expect(await scoreBy(LORA)).toBe(merged)
})

test('the base that every author had in a folder is known', async () => {
  const published = 'MAGAer13/mplug-owl2-llama2-7b'
  await hubWith(
    { id: LORA, files: loraRepository('../ModelZoo/mplug-owl2-llama2-7b/') },
    { id: published, files: checkpointRepository() },
  )
  const plan = (await planModel(LORA)) as PendingModel
  expect(plan.pulls.map(({ id }) => id)).toEqual([LORA, published])
})

test('a base that the user names is that one, even if its name ends like the one that is known', async () => {
  const repositories = ['MAGAer13', 'alice'].map((owner) => ({
    ...{ id: `${owner}/mplug-owl2-llama2-7b`, files: checkpointRepository() },
  }))
  const files = loraRepository('../ModelZoo/mplug-owl2-llama2-7b')
  const hub = await hubWith({ id: LORA, files }, ...repositories)
  const plan = (await planModel(LORA, { base: 'alice/mplug-owl2-llama2-7b' })) as PendingModel
  expect(plan.pulls.map(({ id }) => id)).toEqual([LORA, 'alice/mplug-owl2-llama2-7b'])

  // A folder that is not there, by paths that cannot and that can be a name of the hub.
  hub.requests.length = 0
  await expect(planModel(LORA, { base: './modles/mplug-owl2-llama2-7b' })).rejects.toMatchObject({
    ...{ code: 'CHECKPOINT_NOT_FOUND', path: './modles/mplug-owl2-llama2-7b' },
    message: expect.stringContaining('neither a folder nor a name of the hub'),
  })
  await expect(planModel(LORA, { base: 'modles/mplug-owl2-llama2-7b' })).rejects.toMatchObject({
    code: 'HUB_NOT_FOUND',
    message: expect.stringContaining('modles/mplug-owl2-llama2-7b'),
  })
  expect(hub.requests.filter(({ server }) => server === 'content')).toEqual([])
})

test('only a LoRA release has a base', async () => {
  await hubWith({ id: ID, files: checkpointRepository() })
  await expect(planModel(ID, { base: BASE })).rejects.toMatchObject({ code: 'CHECKPOINT_UNSUPPORTED' })
})

test('a LoRA release whose base cannot be known says so before anything is fetched', async () => {
  await hubWith({ id: LORA, files: loraRepository('../models/of-the-author') })
  await expect(prepareModel(LORA)).rejects.toMatchObject({
    code: 'CHECKPOINT_NOT_FOUND',
    message: expect.stringContaining('../models/of-the-author'),
  })
  expect(readdirSync(home)).toEqual([])
})

test('a revision stands for what it stood for, until someone pulls again', async () => {
  const hub = await hubWith({ id: ID, files: checkpointRepository() })
  const before = await scoreBy(ID)
  const commit = hub.commitOf(ID)
  hub.put({ id: ID, files: checkpointRepository(0.25) })
  expect(await scoreBy(ID)).toBe(before)

  await removeCachedModel(ID)
  expect(await scoreBy(ID)).toBe(before)
  const after = await scoreBy(ID, { revision: hub.commitOf(ID) })
  expect(after).not.toBe(before)
  // The commit was pulled by its name: main is what it was.
  expect(await scoreBy(ID)).toBe(before)
  expect(await scoreBy(ID, { revision: commit, localFilesOnly: true })).toBe(before)

  await pullModel(ID)
  expect(await scoreBy(ID)).toBe(after)
})

describe('what can go wrong', () => {
  test('a download that broke goes on', async () => {
    const hub = await hubWith({ id: ID, files: checkpointRepository() })
    hub.fault = ({ server }) => (server === 'content' ? { kind: 'drop', after: 3000 } : undefined)
    await expect(prepareModel(ID, { transfer: { ...hasty, attempts: 1 } })).rejects.toMatchObject({
      code: 'HUB_NETWORK',
    })
    hub.fault = () => undefined
    hub.requests.length = 0
    expect(await scoreBy(ID)).toBeGreaterThanOrEqual(1)
    expect(hub.requests.find(({ server }) => server === 'content')!.start).toBeGreaterThan(0)
  })

  test('an aborted conversion goes on without the hub, and leaves nothing but the model', async () => {
    const hub = await hubWith({ id: ID, files: checkpointRepository() })
    const stop = new AbortController()
    const onProgress = (progress: PrepareProgress) => {
      if (progress.stage === 'convert' && progress.tensorsDone === 5) stop.abort(new Error('enough'))
    }
    await expect(prepareModel(ID, { signal: stop.signal, onProgress })).rejects.toThrow('enough')
    const models = join(home, 'deqa/models/deqa-tests--tiny')
    expect(readdirSync(models)).toEqual([`.${hub.commitOf(ID)}-fp32.partial`])

    hub.requests.length = 0
    const done: number[] = []
    await prepareModel(ID, {
      onProgress: (progress) => progress.stage === 'convert' && done.push(progress.tensorsDone),
    })
    // Aborted while the sixth tensor was announced, so that it was still written.
    expect(done[0]).toBe(6)
    expect(hub.requests).toEqual([])
    expect(readdirSync(models).sort()).toEqual([`${hub.commitOf(ID)}-fp32`, 'refs'])
  })

  test('of two at the same time one converts', async () => {
    await hubWith({ id: ID, files: checkpointRepository() })
    const stages: PrepareProgress['stage'][][] = [[], []]
    const both = stages.map((seen) => prepareModel(ID, { onProgress: ({ stage }) => seen.push(stage) }))
    const [a, b] = await Promise.all(both)
    expect(a!.folder).toBe(b!.folder)
    expect(stages.filter((seen) => seen.includes('convert'))).toHaveLength(1)
  })

  test('no network: an error that says so, and a conversion of what was pulled', async () => {
    const hub = await hubWith({ id: ID, files: checkpointRepository() })
    await expect(loadScorer(ID, { localFilesOnly: true })).rejects.toBeInstanceOf(HubOfflineError)
    expect(hub.requests).toEqual([])
    await prepareModel(ID)
    await removeConvertedModels(ID)
    vi.stubEnv('HF_HUB_OFFLINE', '1')
    hub.requests.length = 0
    expect(await scoreBy(ID)).toBeGreaterThanOrEqual(1)
    expect(hub.requests).toEqual([])
  })

  test('no room: nothing is fetched', async () => {
    const hub = await hubWith({ id: ID, files: checkpointRepository() })
    const plan = (await planModel(ID)) as PendingModel
    hub.requests.length = 0
    const full = { ...plan, disk: [{ folder: home, bytes: 10, freeBytes: 9 }] }
    await expect(prepareModel(full)).rejects.toBeInstanceOf(DiskFullError)
    expect(hub.requests).toEqual([])
  })

  test('a model that was altered is not loaded', async () => {
    const hub = await hubWith({ id: ID, files: checkpointRepository() })
    await prepareModel(ID)
    await cp(join(modelOf(hub, ID), 'scorer.onnx'), join(modelOf(hub, ID), 'eval.onnx'))
    await expect(loadScorer(ID)).rejects.toMatchObject({ code: 'MODEL_INVALID' })
  })

  test('another architecture is refused before its weights are fetched', async () => {
    const hub = await hubWith({
      id: ID,
      files: { ...checkpointRepository(), 'config.json': '{"hidden_act": "gelu"}' },
    })
    await expect(loadScorer(ID)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    expect(hub.requests.filter(({ server }) => server === 'content')).toEqual([])
  })

  test('what cannot be a name of the hub, and a model that nobody made', async () => {
    await expect(planModel('mix3')).rejects.toMatchObject({ code: 'HUB_ID_INVALID' })
    await expect(removeConvertedModels(ID)).rejects.toMatchObject({ code: 'HUB_NOT_FOUND' })
    await expect(describeModel(ID)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' })
  })
})
