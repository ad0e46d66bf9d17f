import { appendFile, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listCachedModels } from './cached-models.ts'
import { HubIdInvalidError, HubNotFoundError } from './errors.ts'
import { removeCachedModel } from './remove-cached-model.ts'

const commit = 'c'.repeat(40)

let cacheDir: string
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'deqa-cache-'))
})
afterEach(() => rm(cacheDir, { recursive: true }))

async function addModel(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const root = join(cacheDir, name)
  for (const folder of ['blobs', 'refs', `snapshots/${commit}`])
    await mkdir(join(root, folder), { recursive: true })
  await writeFile(join(root, 'refs/main'), commit)
  for (const [index, [path, content]] of Object.entries(files).entries()) {
    await writeFile(join(root, `blobs/${index}`), content)
    await symlink(`../../blobs/${index}`, join(root, `snapshots/${commit}`, path))
  }
  return root
}

test('a checkpoint, a model folder, and what is not ours', async () => {
  const config = '{"model_type": "mplug_owl2"}'
  await addModel('models--me--checkpoint', { 'config.json': config, 'model.safetensors': '12345' })
  await addModel('models--me--folder', { 'deqa-model.json': '{"files":{}}' })
  await addModel('models--me--bert', { 'config.json': '{"model_type":"bert"}', 'model.safetensors': '1' })
  await addModel('datasets--me--photos', { 'a.csv': '' })
  await mkdir(join(cacheDir, '.locks'))
  await writeFile(join(cacheDir, 'CACHEDIR.TAG'), '')

  const models = await listCachedModels({ cacheDir })
  expect(models.map(({ id, isReadable, snapshots }) => [id, isReadable, snapshots[0]?.kind])).toEqual([
    ['me/bert', false, 'checkpoint'],
    ['me/checkpoint', true, 'checkpoint'],
    ['me/folder', true, 'model'],
  ])
  expect(models[1]).toMatchObject({
    bytes: config.length + 5 + 40,
    bytesUnfinished: 0,
    refs: { main: commit },
  })
  expect(models[1]!.snapshots[0]).toMatchObject({ commit, missing: [], bytes: config.length + 5 })
})

test('a download that was not finished', async () => {
  const root = await addModel('models--me--half', {
    'config.json': '{"model_type":"mplug_owl2"}',
    'model.safetensors.index.json': '{"weight_map":{"a":"one.safetensors"}}',
  })
  await appendFile(join(root, 'blobs/digest.deqa.incomplete'), '1234567')
  const [model] = await listCachedModels({ cacheDir })
  expect(model).toMatchObject({ isReadable: true, bytesUnfinished: 7 })
  expect(model!.snapshots[0]!.missing).toEqual(['one.safetensors'])
})

test('a cache that is not there', async () => {
  expect(await listCachedModels({ cacheDir: join(cacheDir, 'nothing') })).toEqual([])
})

test('what a removal that was killed left is no model, and goes with the next removal', async () => {
  const root = await addModel('models--me--one', { 'config.json': '{}' })
  await rename(root, join(cacheDir, '.models--me--one.deqa.removed'))
  expect(await listCachedModels({ cacheDir })).toEqual([])
  expect(await removeCachedModel('me/one', { cacheDir })).toBe(root)
  expect(await readdir(cacheDir)).toEqual([])
})

test('removing takes one repository and leaves the others', async () => {
  const root = await addModel('models--me--one', { 'config.json': '{}' })
  await addModel('models--me--two', { 'config.json': '{}' })
  expect(await removeCachedModel('me/one', { cacheDir })).toBe(root)
  expect((await listCachedModels({ cacheDir })).map(({ id }) => id)).toEqual(['me/two'])
  await expect(removeCachedModel('me/one', { cacheDir })).rejects.toBeInstanceOf(HubNotFoundError)
  await expect(removeCachedModel('../two', { cacheDir })).rejects.toBeInstanceOf(HubIdInvalidError)
})
