import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describeWithShared, type HubRepository, type StandInHub, sharedPath, startHub } from '@deqa/vitest'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { makePhotos } from './make-photos.ts'
import { deqa, startDeqa } from './run-deqa.ts'
import { runOnTerminal } from './run-on-terminal.ts'
import { smallCheckpoint } from './small-checkpoint.ts'
import { temporaryFolder } from './temporary-folder.ts'

const ID = 'deqa-tests/net'

let home: string
let env: Record<string, string>
let photos: string
beforeEach(async () => {
  home = temporaryFolder()
  photos = await makePhotos(2)
  env = {
    ...{ HF_HOME: home, HF_HUB_CACHE: '', HF_TOKEN: '', HF_HUB_OFFLINE: '', NO_PROXY: '127.0.0.1' },
    DEQA_CACHE: join(home, 'deqa'),
  }
})

async function hubWith(repository: Partial<HubRepository> = {}): Promise<StandInHub> {
  const hub = await startHub({ id: ID, files: await smallCheckpoint(), ...repository })
  onTestFinished(() => hub[Symbol.asyncDispose]())
  env['HF_ENDPOINT'] = hub.endpoint
  return hub
}

const score = (...flags: string[]) => deqa(['score', photos, '--model', ID, '--json', ...flags], { env })
const scoresIn = (stdout: string): number[] =>
  (JSON.parse(stdout).results as { score: number }[]).map((result) => result.score)

test('--yes: one command fetches, converts and scores; the next one needs no network', async () => {
  const hub = await hubWith()
  const first = await score('--yes')
  expect(first.code).toBe(0)
  expect(first.stderr).toMatch(
    /^deqa: deqa-tests\/net, main [0-9a-f]{12}: a checkpoint, not used here before\n/,
  )
  expect(first.stderr).toContain(`to fetch: 483 kB from ${hub.endpoint}\n`)
  expect(first.stderr).toMatch(
    /\nto convert: as fp32; fp32 would take \d+ kB, at most half of the memory here\n/,
  )
  expect(first.stderr).toMatch(/\ndisk: \d+ kB below .+, [\d.]+ GB are free\n/)
  const { model } = JSON.parse(first.stdout)
  const folder = join(home, 'deqa/models/deqa-tests--net', `${hub.commitOf(ID)}-fp32`)
  expect(model).toMatchObject({ name: ID, dtype: 'fp32', folder })

  hub.requests.length = 0
  const second = await score()
  expect(second).toEqual({ code: 0, stdout: first.stdout, stderr: '' })
  expect(hub.requests).toEqual([])
})

test('without --yes and without a terminal it is a usage error that names the flag, and nothing is fetched', async () => {
  const hub = await hubWith()
  const { code, stdout, stderr } = await score()
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain('to fetch: 483 kB')
  expect(stderr).toMatch(/Pass --yes to fetch and convert it\.\n$/)
  expect(hub.requests.filter(({ server }) => server === 'content')).toEqual([])
  expect(readdirSync(home)).toEqual([])
})

describe('on a terminal', () => {
  const onTerminal = (input: string, ...flags: string[]) =>
    runOnTerminal(['score', photos, '--model', ID, '--json', ...flags], input, env)

  test('it asks, and Enter means yes', async () => {
    await hubWith()
    const { code, stdout, stderr } = await onTerminal('\n')
    expect(stderr).toContain('Fetch and convert? [Y/n]')
    expect(stderr).toContain('483 kB of 483 kB  2/2 files')
    expect(stderr).toMatch(/converting: 100 %/)
    expect(code).toBe(0)
    expect(scoresIn(stdout)).toHaveLength(2)
    expect((await onTerminal('')).stderr).not.toContain('[Y/n]')
  })

  test('no means no', async () => {
    await hubWith()
    const { code, stdout, stderr } = await onTerminal('n\n')
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
    expect(stderr).toContain('nothing was done')
    expect(readdirSync(home)).toEqual([])
  })

  test('what was pulled is only converted', async () => {
    await hubWith()
    await deqa(['pull', ID], { env })
    const { stderr } = await onTerminal('\n')
    expect(stderr).toContain('Convert? [Y/n]')
    expect(stderr).not.toContain('to fetch')
  })
})

test('compare and eval take it too, and --dtype makes another model of it', async () => {
  await hubWith()
  const [a, b] = ['00.png', '01.png'].map((name) => join(photos, name))
  const compared = await deqa(['compare', a!, b!, '--model', ID, '--json', '--yes', '--dtype', 'q8'], { env })
  expect(compared.code).toBe(0)
  expect(JSON.parse(compared.stdout).model.dtype).toBe('q8')
  const ratings = join(temporaryFolder(), 'ratings.csv')
  writeFileSync(ratings, `image,mos\n${a},1\n${b},2\n`)
  const evaluated = await deqa(['eval', ID, ratings, '--json'], { env })
  expect(evaluated).toMatchObject({ code: 2, stdout: '' })
  expect((await deqa(['eval', ID, ratings, '--json', '--dtype', 'q8'], { env })).code).toBe(0)
})

test('Ctrl-C while it is fetched: the same command goes on from there', async () => {
  const hub = await hubWith()
  hub.fault = ({ server }) => (server === 'content' ? { kind: 'slow', pauseMs: 60 } : undefined)
  const digest = hub.digestOf(ID, 'model.safetensors')
  const partial = join(home, `hub/models--deqa-tests--net/blobs/${digest}.deqa.incomplete`)
  const running = startDeqa(['score', photos, '--model', ID, '--json', '--yes'], { env })
  while (!existsSync(partial) || statSync(partial).size === 0) await wait(5)
  running.process.kill('SIGINT')
  const { code, stdout, stderr } = await running.finished
  expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
  expect(stderr).toMatch(/kB of 483 kB of deqa-tests\/net are here; the same command goes on from there\n$/)
  const here = statSync(partial).size

  hub.fault = () => undefined
  hub.requests.length = 0
  const again = await score('--yes')
  expect(again.code).toBe(0)
  expect(again.stderr).toMatch(/to fetch: \d+ kB from .+, [\d.]+ kB are here\n/)
  expect(hub.requests.find(({ server }) => server === 'content')?.start).toBe(here)
})

test('models, rm and doctor know of both caches', async () => {
  const hub = await hubWith()
  await score('--yes')
  const commit = hub.commitOf(ID)
  const folder = join(home, 'deqa/models/deqa-tests--net', `${commit}-fp32`)
  const listed = await deqa(['models'], { env })
  expect(listed.stdout.split('\n').slice(1, 3)).toEqual([
    expect.stringMatching(`^${ID}  main ${commit.slice(0, 12)}   a checkpoint  483 kB$`),
    expect.stringMatching(`^${ID} +${commit.slice(0, 12)}  a model, fp32 +\\d+ kB$`),
  ])
  expect(JSON.parse((await deqa(['models', '--json'], { env })).stdout)).toMatchObject({
    modelCacheDir: join(home, 'deqa'),
    converted: [{ id: ID, commit, dtype: 'fp32', folder }],
  })
  const doctor = JSON.parse((await deqa(['doctor', '--model', ID, '--json'], { env })).stdout)
  expect(doctor.model.folder).toBe(folder)
  expect(doctor.caches).toMatchObject([
    { name: 'downloads', folder: join(home, 'hub'), models: 1 },
    { name: 'converted', folder: join(home, 'deqa'), models: 1 },
  ])

  expect((await deqa(['rm', ID, '--keep-converted'], { env })).code).toBe(0)
  hub.requests.length = 0
  expect((await score()).code).toBe(0)
  expect(hub.requests).toEqual([])
  expect((await deqa(['rm', ID], { env })).stderr).toContain('deqa/models/deqa-tests--net')
  expect(existsSync(folder)).toBe(false)
  expect((await deqa(['rm', ID], { env })).code).toBe(4)
})

test('doctor fetches nothing', async () => {
  const hub = await hubWith()
  const { code, stdout } = await deqa(['doctor', '--model', ID], { env })
  expect(code).toBe(4)
  expect(stdout).toContain(`The first use fetches and converts it: deqa score <images> --model ${ID}`)
  expect(hub.requests).toEqual([])
})

test('a repository without weights', async () => {
  await hubWith({ files: { 'config.json': '{}' } })
  expect(await score('--yes')).toMatchObject({ code: 4, stdout: '' })
})

const mount = 'mount -t tmpfs -o size=512k none "$HF_HOME"'
const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', mount], {
  env: { ...process.env, HF_HOME: '/mnt' },
})

// On a disk of its own, which Linux gives to anyone where it allows user namespaces.
test.skipIf(canMount.status !== 0)('no room for it: nothing is fetched, and nobody is asked', async () => {
  const hub = await hubWith()
  const bin = fileURLToPath(new URL('../bin/deqa.js', import.meta.url))
  const script = `${mount}; "$NODE" "$BIN" score "$PHOTOS" --model ${ID}`
  const variables = { ...process.env, ...env, NODE: process.execPath, BIN: bin, PHOTOS: photos }
  const failure = await promisify(execFile)('unshare', ['-rm', 'sh', '-c', script], { env: variables }).catch(
    (error: { code: number; stdout: string; stderr: string }) => error,
  )
  expect(failure).toMatchObject({ code: 4, stdout: '' })
  expect(failure.stderr).toMatch(/disk: 9\d\d kB below .+, 5\d\d kB are free: there is no room for it\n/)
  expect(failure.stderr).toContain('Free some space')
  expect(hub.requests.filter(({ server }) => server === 'content')).toEqual([])
})

describeWithShared('a recorded checkpoint on a hub', () => {
  test('one command gives the scores of the original', async () => {
    const checkpoint = sharedPath('golden/checkpoint-tiny')
    const files = readdirSync(checkpoint).map((name) => [name, readFileSync(join(checkpoint, name))])
    await hubWith({ files: Object.fromEntries(files) })
    const { runs } = JSON.parse(readFileSync(sharedPath('golden/vectors/forward.json'), 'utf8'))
    const { images, score: expected } = runs['scorer.all'] as { images: string[]; score: number[] }
    const args = ['score', sharedPath('golden/images'), '--model', ID, '--yes', '--json']
    const { code, stdout } = await deqa(args, { env })
    expect(code).toBe(0)
    const results = JSON.parse(stdout).results as { file: string; score: number }[]
    const byName = new Map(results.map(({ file, score }) => [basename(file), score]))
    // Float32 of another implementation: its own noise is up to 5e-5 in the logits.
    expect(images.map((name) => byName.get(name))).toBeAllClose(expected, { absolute: 1e-4 })
  })
})
