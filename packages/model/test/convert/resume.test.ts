import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { convertCheckpoint } from '../../src/convert/convert-checkpoint.ts'
import type { ConvertOptions } from '../../src/convert/types.ts'
import { contentsOf } from '../hub/small-repositories.ts'
import { checkpointRepository } from '../prepare/convertible-checkpoint.ts'

const scriptFile = fileURLToPath(new URL('convert-in-process.mts', import.meta.url))
// `tsx` is this package's, whichever folder the suite was started from.
const packageFolder = fileURLToPath(new URL('../..', import.meta.url))

let home: string
let checkpoint: string
let out: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'deqa-resume-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  checkpoint = join(home, 'checkpoint')
  out = join(home, 'model')
  await writeCheckpoint(0)
})

async function writeCheckpoint(shift: number): Promise<void> {
  await mkdir(checkpoint, { recursive: true })
  for (const [name, content] of Object.entries(checkpointRepository(shift))) {
    await writeFile(join(checkpoint, name), content)
  }
}

/** Converts in a process of its own, and returns with which tensor it began; undefined if it was killed before. */
async function convertIn(environment: Record<string, string>): Promise<number | undefined> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@deqa/source', '--import=tsx', scriptFile],
    { cwd: packageFolder, env: { ...process.env, CHECKPOINT: checkpoint, OUT: out, ...environment } },
  ).catch((error: { signal?: string; stdout: string }) => {
    if (error.signal !== 'SIGKILL') throw error
    return error
  })
  const first = /begins with (\d+)/.exec(stdout)?.[1]
  return first === undefined ? undefined : Number(first)
}

/** What a conversion that nothing interrupts gives. */
async function expectedOf(options: ConvertOptions = {}): Promise<Record<string, string>> {
  const whole = join(home, 'whole', 'model')
  await convertCheckpoint(checkpoint, whole, { name: 'model', ...options })
  return contentsOf(whole)
}

/** Stops a conversion in this process before a tensor. */
async function interrupt(tensor: number, options: ConvertOptions = {}): Promise<void> {
  const stop = new AbortController()
  const stopped = convertCheckpoint(checkpoint, out, {
    ...{ name: 'model', signal: stop.signal, ...options },
    onProgress: ({ tensorsDone }) => tensorsDone === tensor - 1 && stop.abort(new Error('enough')),
  })
  await expect(stopped).rejects.toThrow('enough')
}

/** Converts and returns with which tensor it began. */
async function resume(options: ConvertOptions = {}): Promise<number> {
  const seen: number[] = []
  await convertCheckpoint(checkpoint, out, {
    ...{ name: 'model', ...options },
    onProgress: ({ tensorsDone }) => seen.push(tensorsDone),
  })
  return seen[0]!
}

/** Each start takes 2 seconds of a core: half a minute on two idle ones, minutes beside other work. */
const twentyProcesses = { timeout: 900_000 }

test(
  'kill -9, 20 times: it goes on, and the model is byte for byte that of an undisturbed run',
  twentyProcesses,
  async () => {
    const expected = await expectedOf({ dtype: 'q8' })
    let beganLater = 0
    let whole = 0
    let at = 0
    for (let round = 0; round < 20; round++) {
      // Every third one dies while files are computed, digested and named; the others a few tensors further on.
      at += 1 + Math.floor(Math.random() * 8)
      const where = round % 3 === 2 ? { KILL_AFTER: `${Math.random() * 60}` } : { KILL_AT: `${at}` }
      const began = await convertIn({ DTYPE: 'q8', ...where })
      if ((began ?? 0) > 0) beganLater++
      if (!existsSync(out)) continue
      expect(contentsOf(out), JSON.stringify(where)).toEqual(expected)
      await rm(out, { recursive: true })
      whole++
      at = 0
    }
    expect(beganLater).toBeGreaterThan(5)
    expect(whole).toBeLessThan(20)
    await convertIn({ DTYPE: 'q8' })
    expect(contentsOf(out)).toEqual(expected)
    expect(readdirSync(home).filter((name) => name.startsWith('.'))).toEqual([])
  },
)

test('an aborted conversion loses no tensor', async () => {
  const expected = await expectedOf()
  await interrupt(7)
  expect(await resume()).toBe(7)
  expect(contentsOf(out)).toEqual(expected)
})

test.each<[string, () => Promise<unknown>, ConvertOptions]>([
  ['another dtype', async () => {}, { dtype: 'q4' }],
  ['another name', async () => {}, { name: 'other' }],
  ['other weights', () => writeCheckpoint(1), {}],
  ['a file that was touched', () => utimes(join(checkpoint, 'model.safetensors'), 1, 1), {}],
])('%s: begins again, and nothing of the first is in the model', async (_, change, options) => {
  await interrupt(7)
  await change()
  const expected = await expectedOf(options)
  expect(await resume(options)).toBe(0)
  expect(contentsOf(out)).toEqual(expected)
})

test('a journal that cannot be read is no journal', async () => {
  const expected = await expectedOf()
  await interrupt(7)
  await writeFile(join(home, '.model.partial/conversion.json'), '{"key"')
  expect(await resume()).toBe(0)
  expect(contentsOf(out)).toEqual(expected)
})
