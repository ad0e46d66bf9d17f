import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TrainerError } from '../errors.ts'
import { type TrainingCheckpoint, writeCheckpoint } from './checkpoint-folder.ts'
import { CheckpointStore } from './checkpoint-store.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-checkpoints-'))
})
afterEach(() => rm(folder, { recursive: true }))

const checkpoint = (step: number): TrainingCheckpoint => ({
  state: {
    step,
    parameters: new Map([
      ['model.weight', Float32Array.of(step, -0.1, 2 ** -149)],
      ['bias', new Float32Array(0)],
    ]),
    firstMoments: new Map([
      ['model.weight', Float32Array.of(1, 2, 3)],
      ['bias', new Float32Array(0)],
    ]),
    secondMoments: new Map([
      ['model.weight', Float32Array.of(4, 5, 6)],
      ['bias', new Float32Array(0)],
    ]),
  },
  progress: { stream: [1, 'two', null], best: 0.1 + 0.2 },
})
const store = (keepLast = 2) => new CheckpointStore(join(folder, 'run/checkpoints'), { keepLast })

test('gives back every bit, moments and progress too', async () => {
  await store().save(checkpoint(7), false)
  const found = await store().newest()
  expect(found).toEqual({ ...checkpoint(7), folder: store().pathOf(7) })
})

test('the same content is the same bytes', async () => {
  const bytes = async (name: string) => {
    const own = new CheckpointStore(join(folder, name), { keepLast: 1 })
    const path = await own.save(checkpoint(3), true)
    const files = await readdir(path)
    return Promise.all(files.map((file) => readFile(join(path, file))))
  }
  expect(await bytes('a')).toEqual(await bytes('b'))
})

test('keeps the last ones and the best, and points to them', async () => {
  const own = store(2)
  for (const step of [10, 20, 30, 40, 50]) await own.save(checkpoint(step), step === 20)
  expect(await own.steps()).toEqual([20, 40, 50])
  expect(await readFile(join(own.folder, 'latest'), 'utf8')).toBe('step-0000050\n')
  expect((await own.best())?.state.step).toBe(20)
  await own.save(checkpoint(60), true)
  expect(await own.steps()).toEqual([50, 60])
})

test('a run without checkpoints', async () => {
  expect(await store().newest()).toBeUndefined()
  expect(await store().best()).toBeUndefined()
})

const damages: [string, (path: string) => Promise<void>, string][] = [
  ['a flipped bit', (path) => flip(join(path, 'state.safetensors')), 'the digest of state.safetensors'],
  ['a cut file', (path) => truncate(join(path, 'state.safetensors'), 100), 'has 100 bytes'],
  ['a missing file', (path) => rm(join(path, 'progress.json')), 'ENOENT'],
  ['no manifest', (path) => rm(join(path, 'checkpoint.json')), 'ENOENT'],
  ['a torn manifest', (path) => truncate(join(path, 'checkpoint.json'), 20), 'JSON'],
  ['another version', (path) => writeFile(join(path, 'checkpoint.json'), '{"version":2}'), 'version'],
]

test.each(damages)('%s: the one before is used, and said so', async (_, damage, problem) => {
  const own = store()
  await own.save(checkpoint(1), false)
  await damage(await own.save(checkpoint(2), false))
  const notices: TrainerError[] = []
  expect((await own.newest((error) => notices.push(error)))?.state.step).toBe(1)
  expect(notices.map(({ code }) => code)).toEqual(['TRAINING_CHECKPOINT_DAMAGED'])
  expect(notices[0]!.message).toContain(problem)
})

test('no whole checkpoint at all is an error, not a fresh start', async () => {
  const own = store()
  await flip(join(await own.save(checkpoint(1), false), 'state.safetensors'))
  await expect(own.newest()).rejects.toMatchObject({ code: 'TRAINING_CHECKPOINT_DAMAGED' })
})

test('what a killed run left half written is neither read nor in the way', async () => {
  const own = store()
  await own.save(checkpoint(1), false)
  await mkdir(join(own.folder, '.step-0000002.partial'))
  await writeFile(join(own.folder, '.step-0000002.partial/state.safetensors'), 'half')
  expect((await own.newest())?.state.step).toBe(1)
  await own.save(checkpoint(2), false)
  expect(await readdir(own.folder)).toEqual(['latest', 'step-0000001', 'step-0000002'])
})

test('a run killed while it replaced a checkpoint has lost none', async () => {
  const own = store()
  const path = await own.save(checkpoint(1), false)
  await rename(path, join(own.folder, '.step-0000001.partial'))
  expect((await own.newest())?.state.step).toBe(1)
  expect(await own.steps()).toEqual([1])
})

test.skipIf(process.platform === 'win32')(
  'a disk that is full leaves what was there, and nothing of the new one',
  async () => {
    const own = store()
    // A file that may not grow is refused as on a full disk, whoever runs the test. 4096 units are 2 or 4 MiB by the
    // shell; the checkpoint has 24.
    const script = fileURLToPath(new URL('../../test/full-disk.mts', import.meta.url))
    const command = [
      process.execPath,
      '--conditions=@deqa/source',
      `--import=${import.meta.resolve('tsx')}`,
      script,
    ]
    const limited = ['-c', 'ulimit -f 4096 && exec "$@"', 'sh', ...command, own.folder]
    const { stdout } = await promisify(execFile)('/bin/sh', limited)
    expect(JSON.parse(stdout)).toEqual({
      code: 'RUN_UNWRITABLE',
      message: expect.stringMatching(
        /step-0000002: the checkpoint cannot be written: .*\nMake room on the disk/,
      ),
      cause: 'EFBIG',
    })
    expect(await readdir(own.folder)).toEqual(['best', 'latest', 'step-0000001'])
    expect((await own.newest())?.state.step).toBe(1)
    expect((await own.best())?.state.step).toBe(1)
  },
  60_000,
)

test('a run that goes on from before damaged checkpoints replaces them by its own', async () => {
  const own = store(2)
  for (const step of [10, 20, 30]) await own.save(checkpoint(step), step === 30)
  await flip(join(own.pathOf(30), 'state.safetensors'))
  expect((await own.newest())?.state.step).toBe(20)
  await own.save(checkpoint(21), false)
  expect(await own.steps()).toEqual([20, 21])
  expect((await own.newest())?.state.step).toBe(21)
  // The best one was damaged, and is there no more.
  expect(await own.best()).toBeUndefined()
  await own.save(checkpoint(30), true)
  expect(await own.steps()).toEqual([21, 30])
  expect((await own.best())?.state.step).toBe(30)
})

test('makes up for what a run did not come to that was killed in the middle of saving', async () => {
  const own = store(2)
  for (const step of [10, 20, 30]) await own.save(checkpoint(step), step === 10)
  // Killed with the fourth written, the best of all, and nothing else done.
  await writeCheckpoint(own.pathOf(40), checkpoint(40))
  await own.settle(40, 40)
  expect(await own.steps()).toEqual([30, 40])
  expect((await own.best())?.state.step).toBe(40)
  expect(await readFile(join(own.folder, 'latest'), 'utf8')).toBe('step-0000040\n')
  // A best one that is not there leaves the pointer.
  await own.settle(40, 35)
  expect((await own.best())?.state.step).toBe(40)
})

async function flip(path: string): Promise<void> {
  const bytes = await readFile(path)
  bytes[bytes.length - 1]! ^= 1
  await writeFile(path, bytes)
}
