import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { appendFile, link, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer, request as forward } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type HubRepository, type StandInHub, startHub } from '@deqa/vitest'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  DiskFullError,
  findCachedSnapshot,
  HubAccessError,
  HubIdInvalidError,
  HubIntegrityError,
  HubNetworkError,
  HubNotFoundError,
  HubOfflineError,
  HubSettingInvalidError,
  type PullOptions,
  type PullProgress,
  planPull,
  pullModel,
} from '../../src/index.ts'
import {
  checkpointFiles,
  contentsOf,
  digestsOf,
  hasty,
  ID,
  randomBytes,
  repositoryFiles,
  temporaryFolder,
} from './small-repositories.ts'

const SHARD = 'model-00001-of-00002.safetensors'

let cacheDir: string
beforeEach(async () => {
  cacheDir = await temporaryFolder()
  // Whoever runs the tests may have settings of their own.
  for (const name of [
    'HF_TOKEN',
    'HF_ENDPOINT',
    'HF_HUB_OFFLINE',
    'TRANSFORMERS_OFFLINE',
    'http_proxy',
    'HTTP_PROXY',
  ])
    vi.stubEnv(name, '')
  vi.stubEnv('HF_HOME', cacheDir)
  vi.stubEnv('NO_PROXY', '127.0.0.1')
  onTestFinished(() => void vi.unstubAllEnvs())
})

async function hubWith(...repositories: readonly HubRepository[]): Promise<StandInHub> {
  const hub = await startHub(...repositories)
  onTestFinished(() => hub[Symbol.asyncDispose]())
  return hub
}

const options = (hub: StandInHub, more: PullOptions = {}): PullOptions => ({
  cacheDir,
  endpoint: hub.endpoint,
  transfer: hasty,
  ...more,
})

describe('what is fetched', () => {
  test('of a checkpoint: the configuration and one format of weights', async () => {
    const hub = await hubWith({ id: ID, files: repositoryFiles })
    const pulled = await pullModel(ID, options(hub))
    expect(contentsOf(pulled.folder)).toEqual(digestsOf(checkpointFiles))
    expect(pulled).toMatchObject({ id: ID, revision: 'main', commit: hub.commitOf(ID), kind: 'checkpoint' })
    expect(pulled.files.toSorted()).toEqual(Object.keys(checkpointFiles).sort())
    expect(pulled.bytesFetched).toBe(pulled.bytes)
  })

  test.each([
    [
      'shards of .bin files',
      {
        'config.json': '{}',
        'pytorch_model-1-of-1.bin': 'w',
        'pytorch_model.bin.index.json': '{"weight_map":{"a":"pytorch_model-1-of-1.bin"}}',
        'README.md': '',
      },
      ['README.md'],
      'checkpoint',
    ],
    [
      'one .bin file',
      { 'config.json': '{}', 'pytorch_model.bin': 'w', 'tokenizer.model': 't', 'a.py': '' },
      ['a.py'],
      'checkpoint',
    ],
    [
      'a LoRA release',
      {
        'adapter_config.json': '{}',
        'adapter_model.bin': 'a',
        'non_lora_trainables.bin': 'n',
        'config.json': '{}',
        'training_args.bin': '',
      },
      ['training_args.bin'],
      'lora',
    ],
    [
      'a model folder',
      {
        'deqa-model.json': '{"files":{"weights.bin":{},"scorer.onnx":{}}}',
        'weights.bin': 'w',
        'scorer.onnx': 's',
        'README.md': '',
      },
      ['README.md'],
      'model',
    ],
  ] as const)('of %s', async (_, files, others, kind) => {
    const hub = await hubWith({ id: ID, files })
    const pulled = await pullModel(ID, options(hub))
    expect(pulled.kind).toBe(kind)
    expect([...pulled.files, ...others].sort()).toEqual(Object.keys(files).sort())
  })

  test('by patterns', async () => {
    const hub = await hubWith({ id: ID, files: repositoryFiles })
    const include = ['*.safetensors', 'README.??']
    const { files, kind } = await planPull(ID, options(hub, { include, exclude: ['model-*'] }))
    expect(files.map((file) => file.path).sort()).toEqual(['README.md', 'original/model.safetensors'])
    expect(kind).toBe('files')
    const { folder } = await pullModel(ID, options(hub, { include, exclude: ['model-*'] }))
    expect(Object.keys(contentsOf(folder))).toEqual(['README.md', 'original/model.safetensors'])
    expect(readlinkSync(join(folder, 'original/model.safetensors'))).toMatch(
      /^\.\.\/\.\.\/\.\.\/blobs\/[0-9a-f]{64}$/,
    )
  })

  test('never by a path that leads out of the folder', async () => {
    const files = {
      'a.txt': 'a',
      '../b.txt': 'b',
      'c/../../d.txt': 'd',
      '/e.txt': 'e',
      'f\\g.txt': 'g',
      'C:h.txt': 'h',
    }
    const hub = await hubWith({ id: ID, files })
    const pulled = await pullModel(ID, options(hub, { include: ['*'] }))
    expect(pulled.files).toEqual(['a.txt'])
  })

  test('the base of a LoRA release is told', async () => {
    const files = {
      'adapter_config.json': JSON.stringify({ base_model_name_or_path: 'owner/base' }),
      'adapter_model.bin': 'a',
      'non_lora_trainables.bin': 'n',
    }
    const hub = await hubWith({ id: ID, files })
    expect((await pullModel(ID, options(hub))).base).toBe('owner/base')
  })

  test.each([
    ['nothing to score with', { 'README.md': 'words' }, 'holds no weights'],
    ['a shard missing', { ...checkpointFiles, [SHARD]: undefined }, `lacks ${SHARD}`],
    ['no config.json', { 'model.safetensors': 'w' }, 'lacks config.json'],
    ['an index that is none', { 'config.json': '{}', 'pytorch_model.bin.index.json': '{' }, 'is not JSON'],
    [
      'an index that leads elsewhere',
      { 'config.json': '{}', 'model.safetensors.index.json': '{"weight_map":{"a":"../../x"}}' },
      'expected the name of a file beside it',
    ],
  ])('a repository with %s', async (_, files, message) => {
    const kept = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined)
    const hub = await hubWith({ id: ID, files: Object.fromEntries(kept) })
    await expect(pullModel(ID, options(hub))).rejects.toThrow(message)
    expect(readdirSync(cacheDir)).toEqual([])
  })
})

describe('the cache', () => {
  test('is laid out as Python lays it out, path by path', async () => {
    const hub = await hubWith({ id: ID, files: checkpointFiles })
    await pullModel(ID, options(hub))
    const repository = join(cacheDir, 'models--deqa-tests--tiny')
    const commit = hub.commitOf(ID)
    const paths = Object.keys(checkpointFiles).sort()
    const digests = paths.map((path) => hub.digestOf(ID, path))

    expect(readdirSync(repository).sort()).toEqual(['blobs', 'refs', 'snapshots'])
    expect(readFileSync(join(repository, 'refs/main'), 'utf8')).toBe(commit)
    expect(readdirSync(join(repository, 'snapshots'))).toEqual([commit])
    expect(readdirSync(join(repository, 'snapshots', commit)).sort()).toEqual(paths)
    expect(readdirSync(join(repository, 'blobs')).sort()).toEqual([...new Set(digests)].sort())
    for (const [i, path] of paths.entries()) {
      expect(readlinkSync(join(repository, 'snapshots', commit, path))).toBe(`../../blobs/${digests[i]}`)
      expect(lstatSync(join(repository, 'blobs', digests[i]!)).isFile()).toBe(true)
    }
    // Large files have the name of their SHA-256, small ones that of git's SHA-1.
    expect(hub.digestOf(ID, SHARD)).toHaveLength(64)
    expect(hub.digestOf(ID, 'preprocessor_config.json')).toHaveLength(40)
    expect(readdirSync(join(cacheDir, '.locks/models--deqa-tests--tiny'))).toEqual([])
  })

  test('what Python downloaded is found, with and without a network', async () => {
    const hub = await hubWith({ id: ID, files: checkpointFiles })
    const commit = hub.commitOf(ID)
    const repository = join(cacheDir, 'models--deqa-tests--tiny')
    const folder = join(repository, 'snapshots', commit)
    for (const path of ['blobs', 'refs', `snapshots/${commit}`])
      await mkdir(join(repository, path), { recursive: true })
    await writeFile(join(repository, 'refs/main'), commit)
    for (const [path, data] of Object.entries(checkpointFiles)) {
      const digest = hub.digestOf(ID, path)
      await writeFile(join(repository, 'blobs', digest), data)
      await symlink(`../../blobs/${digest}`, join(folder, path))
    }
    expect((await pullModel(ID, options(hub))).bytesFetched).toBe(0)
    expect(hub.requests.map(({ path }) => path)).toEqual([`/api/models/${ID}/revision/main`])

    hub.requests.length = 0
    const offline = await pullModel(ID, options(hub, { localFilesOnly: true }))
    expect(offline).toMatchObject({ folder, kind: 'checkpoint', commit, bytesFetched: 0 })
    expect(await findCachedSnapshot(ID, { cacheDir })).toMatchObject({
      folder,
      kind: 'checkpoint',
      missing: [],
    })
    expect(hub.requests).toEqual([])
  })

  test('a new revision fetches only what has changed, and the old one stays', async () => {
    const hub = await hubWith({ id: ID, files: checkpointFiles })
    const before = await pullModel(ID, options(hub))
    const config = `${checkpointFiles['config.json']} `
    hub.put({ id: ID, files: { ...checkpointFiles, 'config.json': config } })
    const after = await pullModel(ID, options(hub))
    expect(after.bytesFetched).toBe(config.length)
    expect(after.folder).not.toBe(before.folder)
    expect(contentsOf(before.folder)).toEqual(digestsOf(checkpointFiles))
    expect(contentsOf(after.folder)).toEqual(digestsOf({ ...checkpointFiles, 'config.json': config }))
    const pinned = await pullModel(ID, options(hub, { revision: after.commit }))
    expect(pinned).toMatchObject({ folder: after.folder, bytesFetched: 0 })
  })

  test('a file that was truncated is fetched again', async () => {
    const hub = await hubWith({ id: ID, files: checkpointFiles })
    const { folder } = await pullModel(ID, options(hub))
    await truncate(join(folder, SHARD), 100)
    await pullModel(ID, options(hub))
    expect(contentsOf(folder)).toEqual(digestsOf(checkpointFiles))
  })

  test('what has changed on the disk is found when asked for, with and without a network', async () => {
    const hub = await hubWith({ id: ID, files: checkpointFiles })
    const { folder } = await pullModel(ID, options(hub))
    const alter = async () => {
      const bytes = readFileSync(join(folder, SHARD))
      bytes[bytes.length - 1]! ^= 1
      await writeFile(join(folder, SHARD), bytes)
    }
    await alter()
    const { bytesFetched } = await pullModel(ID, options(hub, { verify: true }))
    expect(bytesFetched).toBe(checkpointFiles[SHARD]!.length)
    expect(contentsOf(folder)).toEqual(digestsOf(checkpointFiles))
    expect((await pullModel(ID, options(hub, { verify: true }))).bytesFetched).toBe(0)

    await alter()
    hub.requests.length = 0
    await expect(pullModel(ID, options(hub, { verify: true, localFilesOnly: true }))).rejects.toMatchObject({
      code: 'HUB_OFFLINE',
      missing: [SHARD],
    })
    expect(hub.requests).toEqual([])
  })

  test.each([
    ['hard links, as where there are no symbolic ones', true],
    ['a blob that no revision shows', false],
  ])('so is what has changed in %s', async (_, isLinked) => {
    const hub = await hubWith({ id: ID, files: checkpointFiles })
    const { folder } = await pullModel(ID, options(hub))
    const blobs = join(folder, '../../blobs')
    for (const path of Object.keys(checkpointFiles)) {
      await rm(join(folder, path))
      if (isLinked) await link(join(blobs, hub.digestOf(ID, path)), join(folder, path))
    }
    const blob = join(blobs, hub.digestOf(ID, SHARD))
    const bytes = readFileSync(blob)
    bytes[bytes.length - 1]! ^= 1
    await writeFile(blob, bytes)
    hub.requests.length = 0
    const { bytesFetched } = await pullModel(ID, options(hub, { verify: true }))
    expect(bytesFetched).toBe(checkpointFiles[SHARD]!.length)
    // That file, and no other.
    const fetched = hub.requests.filter(({ server }) => server === 'content').map(({ path }) => path)
    expect(fetched).toHaveLength(1)
    expect(contentsOf(folder)).toEqual(digestsOf(checkpointFiles))
    expect(contentsOf(blobs)[hub.digestOf(ID, SHARD)]).toBe(hub.digestOf(ID, SHARD))
  })

  test('settings come from the environment', async () => {
    const hub = await hubWith({ id: ID, files: checkpointFiles, token: 'hf_secret' })
    vi.stubEnv('HF_ENDPOINT', `${hub.endpoint}/`)
    vi.stubEnv('HF_TOKEN', 'hf_secret')
    const { folder } = await pullModel(ID)
    expect(folder).toBe(join(cacheDir, 'hub/models--deqa-tests--tiny/snapshots', hub.commitOf(ID)))
    vi.stubEnv('HF_HUB_OFFLINE', '1')
    hub.requests.length = 0
    expect((await pullModel(ID)).folder).toBe(folder)
    expect(hub.requests).toEqual([])
  })
})

describe('the network', () => {
  test('the token goes to the hub, and to nobody else', async () => {
    const hub = await hubWith({ id: ID, files: checkpointFiles, token: 'hf_secret' })
    await pullModel(ID, options(hub, { token: 'hf_secret' }))
    const sent = (server: string) => hub.requests.filter((request) => request.server === server)
    expect(sent('content').length).toBeGreaterThan(1)
    for (const { authorization } of sent('content')) expect(authorization).toBeUndefined()
    for (const { authorization } of sent('hub')) expect(authorization).toBe('Bearer hf_secret')
  })

  test('requests go through the proxy of the environment', async () => {
    const hub = await hubWith({ id: ID, files: checkpointFiles })
    const proxied: string[] = []
    const proxy = createServer((request, response) => {
      proxied.push(request.url!)
      forward(request.url!, { method: request.method!, headers: request.headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers)
        answer.pipe(response)
      }).end()
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void proxy.close())
    vi.stubEnv('NO_PROXY', '')
    vi.stubEnv('http_proxy', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`)
    await pullModel(ID, options(hub))
    expect(proxied).toHaveLength(hub.requests.length)
    expect(proxied[0]).toContain('/api/models/')
  })

  test('a mirror that lists bare names is asked for size and digest file by file', async () => {
    const hub = await hubWith({ id: ID, files: checkpointFiles, namesOnly: true })
    const { folder } = await pullModel(ID, options(hub))
    expect(contentsOf(folder)).toEqual(digestsOf(checkpointFiles))
    const heads = hub.requests.filter(({ method }) => method === 'HEAD')
    expect(new Set(heads.map(({ path }) => path)).size).toBe(Object.keys(checkpointFiles).length)
    expect(heads.every(({ server }) => server === 'hub')).toBe(true)
  })

  test('a broken connection is taken up where it broke', async () => {
    const files = { 'config.json': '{}', 'model.safetensors': randomBytes(200_000, 7) }
    const hub = await hubWith({ id: ID, files })
    hub.fault = ({ server, start }) =>
      server === 'content' && start === 0 ? { kind: 'drop', after: 120_000 } : undefined
    const { folder } = await pullModel(ID, options(hub))
    expect(contentsOf(folder)).toEqual(digestsOf(files))
    const starts = hub.requests.filter(({ server }) => server === 'content').map(({ start }) => start)
    expect(starts).toHaveLength(2)
    expect(starts[0]).toBe(0)
    expect(starts[1]).toBeGreaterThan(0)
    expect(starts[1]).toBeLessThanOrEqual(120_000)
  })

  test('a pull that was stopped goes on with what is here, and says how far it is', async () => {
    const files = { 'config.json': '{}', 'model.safetensors': randomBytes(400_000, 8) }
    const hub = await hubWith({ id: ID, files })
    hub.fault = ({ server }) => (server === 'content' ? { kind: 'slow', pauseMs: 20 } : undefined)
    const stop = new AbortController()
    const reason = new Error('enough')
    const first = pullModel(
      ID,
      options(hub, {
        signal: stop.signal,
        onProgress: ({ bytesDone }) => bytesDone > 100_000 && stop.abort(reason),
      }),
    )
    await expect(first).rejects.toBe(reason)
    expect(await findCachedSnapshot(ID, { cacheDir })).toBeUndefined()

    hub.fault = () => undefined
    hub.requests.length = 0
    const plan = await planPull(ID, options(hub))
    expect(plan.bytesToFetch).toBeLessThan(300_002)
    expect(plan.bytesToFetch).toBeGreaterThan(0)
    const seen: PullProgress[] = []
    const { folder } = await pullModel(plan, options(hub, { onProgress: (progress) => seen.push(progress) }))
    expect(contentsOf(folder)).toEqual(digestsOf(files))
    expect(seen.at(-1)).toMatchObject({
      bytesDone: 400_002,
      bytesTotal: 400_002,
      filesDone: 2,
      filesTotal: 2,
      filesWaiting: 0,
    })
    expect(seen[0]!.bytesDone).toBeGreaterThanOrEqual(plan.bytes - plan.bytesToFetch)
    const continued = hub.requests.find(({ server }) => server === 'content')
    expect(continued?.start).toBe(400_000 - plan.bytesToFetch)
  })

  test('a partial file that is damaged costs one more download, not a wrong model', async () => {
    const files = { 'config.json': '{}', 'model.safetensors': randomBytes(50_000, 9) }
    const hub = await hubWith({ id: ID, files })
    const blobs = join(cacheDir, 'models--deqa-tests--tiny/blobs')
    await mkdir(blobs, { recursive: true })
    await appendFile(
      join(blobs, `${hub.digestOf(ID, 'model.safetensors')}.deqa.incomplete`),
      randomBytes(20_000, 10),
    )
    const { folder } = await pullModel(ID, options(hub))
    expect(contentsOf(folder)).toEqual(digestsOf(files))
    const starts = hub.requests.filter(({ server }) => server === 'content').map(({ start }) => start)
    expect(starts).toEqual([20_000, 0])
  })

  test('a hub that asks to wait is waited for', async () => {
    const hub = await hubWith({ id: ID, files: { 'config.json': '{}', 'model.safetensors': 'w' } })
    let asked = false
    const times: number[] = []
    hub.fault = () => {
      times.push(performance.now())
      if (asked) return undefined
      asked = true
      return { kind: 'status', status: 429, headers: { 'retry-after': '1' } }
    }
    await pullModel(ID, options(hub, { transfer: { ...hasty, longestRetryAfterMs: 2000 } }))
    // A timer may be a millisecond early; the hub's wish is a lower bound, whatever the machine's speed.
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(999)
  })
})

describe('errors', () => {
  const fails = (hub: StandInHub, more: PullOptions = {}) =>
    pullModel(ID, options(hub, more)).catch((error: unknown) => error)

  test('a name that cannot be', async () => {
    for (const id of [
      '',
      'tiny',
      'a/b/c',
      '../x',
      'a/..',
      'a/b--c',
      '-a/b',
      'a/b c',
      `a/${'b'.repeat(99)}`,
      'https://huggingface.co/a/b',
    ])
      await expect(planPull(id), id).rejects.toBeInstanceOf(HubIdInvalidError)
  })

  test('settings that cannot be', async () => {
    for (const more of [
      { revision: '../../x' },
      { revision: '' },
      { endpoint: 'nonsense' },
      { endpoint: 'file:///x' },
    ])
      await expect(planPull(ID, more)).rejects.toBeInstanceOf(HubSettingInvalidError)
  })

  test('no such repository, and one for which there is no token', async () => {
    const hub = await hubWith({ id: 'deqa-tests/other', files: {}, token: 'hf_secret' })
    const error = await fails(hub)
    expect(error).toBeInstanceOf(HubNotFoundError)
    expect(error).toHaveProperty('message', expect.stringContaining('HF_TOKEN'))
    await expect(pullModel('deqa-tests/other', options(hub))).rejects.toBeInstanceOf(HubNotFoundError)
  })

  test('no such revision', async () => {
    const hub = await hubWith({ id: ID, files: checkpointFiles })
    expect(await fails(hub, { revision: 'v2' })).toBeInstanceOf(HubNotFoundError)
  })

  test('a gated repository says where its terms are', async () => {
    const hub = await hubWith({ id: ID, files: checkpointFiles, gated: true })
    const error = await fails(hub)
    expect(error).toBeInstanceOf(HubAccessError)
    expect(error).toHaveProperty('message', expect.stringContaining(`${hub.endpoint}/${ID}`))
  })

  test('a token that is not accepted', async () => {
    const hub = await hubWith({ id: ID, files: checkpointFiles })
    hub.fault = () => ({ kind: 'status', status: 401 })
    const error = await fails(hub, { token: 'hf_old' })
    expect(error).toBeInstanceOf(HubAccessError)
    expect(error).toHaveProperty('message', expect.not.stringContaining('hf_old'))
  })

  test('nobody there', async () => {
    const hub = await startHub()
    await hub[Symbol.asyncDispose]()
    const error = await fails(hub)
    expect(error).toBeInstanceOf(HubNetworkError)
    expect(error).toMatchObject({ code: 'HUB_NETWORK', transient: true })
  })

  test('something else than a hub', async () => {
    const hub = await hubWith()
    hub.fault = ({ path }) =>
      path === '/elsewhere'
        ? { kind: 'status', status: 200 }
        : { kind: 'redirect', to: `${hub.endpoint}/elsewhere` }
    expect(await fails(hub)).toMatchObject({ code: 'HUB_NETWORK', transient: false })
    hub.fault = () => ({ kind: 'redirect', to: `${hub.endpoint}/round` })
    expect(await fails(hub)).toMatchObject({ message: expect.stringContaining('redirects more than') })
    hub.fault = () => ({ kind: 'redirect', to: 'file:///etc/passwd' })
    expect(await fails(hub)).toMatchObject({ code: 'HUB_NETWORK', transient: false })
    expect(hub.requests.length).toBeLessThan(12)
  })

  test('a wait that is too long', async () => {
    const hub = await hubWith({ id: ID, files: checkpointFiles })
    hub.fault = () => ({ kind: 'status', status: 503, headers: { 'retry-after': '3600' } })
    expect(await fails(hub)).toMatchObject({ status: 503, retryAfterMs: 3_600_000 })
    expect(hub.requests).toHaveLength(1)
  })

  test.each([
    ['altered', { kind: 'alter', at: 5 }, HubIntegrityError],
    ['too long', { kind: 'lengthen', by: 9 }, HubNetworkError],
    ['too short', { kind: 'truncate', after: 0 }, HubNetworkError],
  ] as const)('content that stays %s', async (_, fault, type) => {
    const hub = await hubWith({ id: ID, files: checkpointFiles })
    hub.fault = ({ path }) => (path.endsWith(hub.digestOf(ID, SHARD)) ? fault : undefined)
    expect(await fails(hub)).toBeInstanceOf(type)
    const names = readdirSync(join(cacheDir, 'models--deqa-tests--tiny/blobs'))
    expect(names).not.toContain(hub.digestOf(ID, SHARD))
    expect(await findCachedSnapshot(ID, { cacheDir })).toBeUndefined()
    hub.fault = () => undefined
    const { folder } = await pullModel(ID, options(hub))
    expect(contentsOf(folder)).toEqual(digestsOf(checkpointFiles))
  })

  test('offline without all that is needed', async () => {
    const hub = await hubWith({ id: ID, files: checkpointFiles })
    expect(await fails(hub, { localFilesOnly: true })).toBeInstanceOf(HubOfflineError)
    const { folder } = await pullModel(ID, options(hub))
    await rm(join(folder, SHARD))
    expect(await fails(hub, { localFilesOnly: true })).toMatchObject({
      code: 'HUB_OFFLINE',
      missing: [SHARD],
    })
  })

  test('a disk that is too small is told before anything is fetched', async () => {
    const hub = await hubWith({ id: ID, files: checkpointFiles })
    const plan = await planPull(ID, options(hub))
    expect(plan.freeBytes).toBeGreaterThan(0)
    await expect(pullModel({ ...plan, freeBytes: plan.bytes - 1 }, options(hub))).rejects.toBeInstanceOf(
      DiskFullError,
    )
    expect(readdirSync(cacheDir)).toEqual([])
  })
})
