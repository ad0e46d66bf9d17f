import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { HubNotFoundError } from '../hub/errors.ts'
import { listConvertedModels, removeConvertedModels } from './converted-models.ts'

const commit = 'c'.repeat(40)

let modelCacheDir: string
let models: string
beforeEach(async () => {
  modelCacheDir = await mkdtemp(join(tmpdir(), 'deqa-converted-'))
  onTestFinished(() => rm(modelCacheDir, { recursive: true }))
  models = join(modelCacheDir, 'models')
})

async function add(name: string): Promise<void> {
  await mkdir(join(models, name, `${commit}-q8`), { recursive: true })
  await writeFile(join(models, name, `${commit}-q8`, 'weights.bin'), '12345')
}

test('models are listed by name, with their bytes', async () => {
  await add('me--two')
  await add('me--one')
  await mkdir(join(models, 'me--one', `.${commit}-fp32.partial`))
  const found = await listConvertedModels({ modelCacheDir })
  expect(found.map(({ id, dtype, bytes }) => [id, dtype, bytes])).toEqual([
    ['me/one', 'q8', 5],
    ['me/two', 'q8', 5],
  ])
})

test('what a removal that was killed left is no model, and goes with the next removal of any', async () => {
  await add('me--one')
  await add('me--two')
  await rename(join(models, 'me--one'), join(models, '.me--one.deqa.removed'))
  expect((await listConvertedModels({ modelCacheDir })).map(({ id }) => id)).toEqual(['me/two'])
  expect(await removeConvertedModels('me/two', { modelCacheDir })).toBe(join(models, 'me--two'))
  expect(await readdir(models)).toEqual([])
  await expect(removeConvertedModels('me/two', { modelCacheDir })).rejects.toBeInstanceOf(HubNotFoundError)
})
