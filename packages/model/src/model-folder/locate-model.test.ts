import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ModelNotFoundError } from './errors.ts'
import { DEFAULT_MODEL, locateModel } from './locate-model.ts'
import { MANIFEST_FILE, type ModelDtype } from './manifest.ts'

const commit = 'd'.repeat(40)

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'deqa-locate-'))
  vi.stubEnv('HF_HOME', home)
  vi.stubEnv('HF_HUB_CACHE', '')
  vi.stubEnv('DEQA_CACHE', join(home, 'deqa'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(home, { recursive: true })
})

/** Puts files into the hub cache as `me/net`. */
async function cache(files: Readonly<Record<string, string>>): Promise<string> {
  const root = join(home, 'hub/models--me--net')
  const folder = join(root, 'snapshots', commit)
  await mkdir(join(root, 'refs'), { recursive: true })
  await mkdir(folder, { recursive: true })
  await writeFile(join(root, 'refs/main'), commit)
  for (const [path, content] of Object.entries(files)) await writeFile(join(folder, path), content)
  return folder
}

/** Puts a model into our own cache, as one made of `me/net`: its manifest alone. */
async function convertedTo(
  dtype: ModelDtype,
  manifest: { readonly parameters: number },
  of: string = commit,
): Promise<string> {
  const root = join(home, 'deqa/models/me--net')
  const folder = join(root, `${of}-${dtype}`)
  const shipped = JSON.parse(await readFile(join(await locateModel(DEFAULT_MODEL), MANIFEST_FILE), 'utf8'))
  await mkdir(join(root, 'refs'), { recursive: true })
  await mkdir(folder)
  await writeFile(join(root, 'refs/main'), of)
  await writeFile(join(folder, MANIFEST_FILE), JSON.stringify({ ...shipped, ...manifest, dtype }))
  return folder
}

async function failure(model: string): Promise<string> {
  const error = await locateModel(model).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(ModelNotFoundError)
  return (error as Error).message
}

test('a model folder in the hub cache', async () => {
  const folder = await cache({ 'deqa-model.json': '{"files":{}}' })
  expect(await locateModel('me/net')).toBe(folder)
})

test('a checkpoint in the hub cache has to be converted', async () => {
  await cache({ 'config.json': '{}', 'model.safetensors': '' })
  expect(await failure('me/net')).toContain('as a checkpoint, and no model was made of it yet\nThe first use')
})

test('the model that was made of it is found, for each dtype its own', async () => {
  await cache({ 'config.json': '{}', 'model.safetensors': '' })
  const folder = await convertedTo('q8', { parameters: 1000 })
  expect(await locateModel('me/net', { dtype: 'q8' })).toBe(folder)
  await expect(locateModel('me/net', { dtype: 'q4' })).rejects.toThrow('no model was made of it yet')
  // A thousand parameters fit any memory in float32.
  await expect(locateModel('me/net')).rejects.toThrow('no model was made of it yet')
  const whole = await convertedTo('fp32', { parameters: 1000 })
  expect(await locateModel('me/net')).toBe(whole)
})

test('it is found without the checkpoint too, by the commit that its revision stood for', async () => {
  const folder = await convertedTo('fp32', { parameters: 1000 })
  expect(await locateModel('me/net')).toBe(folder)
  expect(await locateModel('me/net', { revision: commit })).toBe(folder)
  await expect(locateModel('me/net', { revision: 'v2' })).rejects.toThrow('not in the hub cache')
})

test('a checkpoint that was pulled since comes before the model of an earlier one', async () => {
  await convertedTo('fp32', { parameters: 1000 }, 'e'.repeat(40))
  await cache({ 'config.json': '{}', 'model.safetensors': '' })
  expect(await failure('me/net')).toContain('no model was made of it yet')
})

test('what is not in the cache, or not as a whole, has to be pulled', async () => {
  expect(await failure('me/net')).toContain('deqa score <images> --model me/net')
  await cache({
    'config.json': '{}',
    'model.safetensors.index.json': '{"weight_map":{"a":"one.safetensors"}}',
  })
  expect(await failure('me/net')).toContain('not in the hub cache as a whole')
})

test('a folder of that name comes first, and what cannot be an id is a path', async () => {
  // Two names that are a folder here, whether the suite starts in the package or at the root.
  const folder = ['src/hub', 'packages/model'].find((path) => existsSync(path))!
  expect(await failure(folder)).toContain('deqa-model.json')
  expect(await failure('./me/net')).toContain('there is no folder')
})
