import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ModelNotFoundError } from './errors.ts'
import { locateModel } from './locate-model.ts'

const commit = 'd'.repeat(40)

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'deqa-locate-'))
  vi.stubEnv('HF_HOME', home)
  vi.stubEnv('HF_HUB_CACHE', '')
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
  const folder = await cache({ 'config.json': '{}', 'model.safetensors': '' })
  expect(await failure('me/net')).toContain(`deqa convert ${folder} --out`)
})

test('a LoRA release in the hub cache needs its base for that', async () => {
  const folder = await cache({
    'adapter_config.json': '{}',
    'adapter_model.bin': '',
    'non_lora_trainables.bin': '',
  })
  expect(await failure('me/net')).toContain(`deqa convert ${folder} --base <folder> --out`)
})

test('what is not in the cache, or not as a whole, has to be pulled', async () => {
  expect(await failure('me/net')).toContain('deqa pull me/net')
  await cache({
    'config.json': '{}',
    'model.safetensors.index.json': '{"weight_map":{"a":"one.safetensors"}}',
  })
  expect(await failure('me/net')).toContain('deqa pull me/net')
})

test('a folder of that name comes first, and what cannot be an id is a path', async () => {
  expect(await failure('src/hub')).toContain('deqa-model.json')
  expect(await failure('./me/net')).toContain('there is no folder')
})
