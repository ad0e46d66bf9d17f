import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MANIFEST_FILE } from '../model-folder/manifest.ts'
import { writeStagedFolder } from './staged-folder.ts'

let parent: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'deqa-staged-'))
})
afterEach(() => rm(parent, { recursive: true }))

const fill = (text: string) => (folder: string) => writeFile(join(folder, MANIFEST_FILE), text)

test('the target appears when it is whole, with its parents', async () => {
  const target = join(parent, 'a/b/model')
  await writeStagedFolder(target, { overwrite: false }, async (folder) => {
    await fill('one')(folder)
    expect(await readdir(join(parent, 'a/b'))).not.toContain('model')
  })
  expect(await readFile(join(target, MANIFEST_FILE), 'utf8')).toBe('one')
  expect(await readdir(join(parent, 'a/b'))).toEqual(['model'])
})

test('a failure leaves what was there', async () => {
  const target = join(parent, 'model')
  await writeStagedFolder(target, { overwrite: false }, fill('one'))
  const failing = writeStagedFolder(target, { overwrite: true }, async (folder) => {
    await fill('two')(folder)
    throw new Error('disk full')
  })
  await expect(failing).rejects.toThrow('disk full')
  expect(await readdir(parent)).toEqual(['model'])
  expect(await readFile(join(target, MANIFEST_FILE), 'utf8')).toBe('one')
})

test('a model is replaced only when that is allowed, another folder never', async () => {
  const target = join(parent, 'model')
  await writeStagedFolder(target, { overwrite: false }, fill('one'))
  await expect(writeStagedFolder(target, { overwrite: false }, fill('two'))).rejects.toThrow(
    'there is a model already',
  )
  await writeStagedFolder(target, { overwrite: true }, fill('two'))
  expect(await readFile(join(target, MANIFEST_FILE), 'utf8')).toBe('two')

  const photos = join(parent, 'photos')
  await mkdir(photos)
  await expect(writeStagedFolder(photos, { overwrite: true }, fill('three'))).rejects.toThrow(
    'not a model folder',
  )
})

test('what was written before a failure is kept on request, and handed to the next call', async () => {
  const target = join(parent, 'model')
  const full = new Error('disk full')
  const failing = writeStagedFolder(
    target,
    { overwrite: false, keepsAfter: (error) => error === full },
    async (folder) => {
      await writeFile(join(folder, 'half'), 'a')
      throw full
    },
  )
  await expect(failing).rejects.toBe(full)
  expect(await readdir(parent)).toEqual(['.model.partial'])
  await writeStagedFolder(target, { overwrite: false }, async (folder) => {
    expect(await readdir(folder)).toEqual(['half'])
    await fill('one')(folder)
  })
  expect(await readdir(parent)).toEqual(['model'])
})

test('two calls for one target: the second waits, and finds the model of the first', async () => {
  const target = join(parent, 'model')
  let working = 0
  const write = async (folder: string) => {
    expect(++working).toBe(1)
    await wait(20)
    await fill('one')(folder)
    working--
  }
  const calls = [1, 2].map(() => writeStagedFolder(target, { overwrite: false }, write))
  const results = await Promise.allSettled(calls)
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(await readdir(parent)).toEqual(['model'])
})

test('whoever lost the lock neither publishes nor removes what another process writes', async () => {
  const target = join(parent, 'model')
  const overtake = async (folder: string) => {
    await writeFile(join(parent, '.model.partial.lock'), 'of another')
    await writeFile(join(folder, 'of another'), '')
  }
  const late = writeStagedFolder(target, { overwrite: false }, async (folder) => {
    await fill('one')(folder)
    await overtake(folder)
  })
  await expect(late).rejects.toMatchObject({ code: 'MODEL_INVALID', file: target })
  await expect(late).rejects.toThrow('another one writes this model now\nLet that one finish')
  expect((await readdir(parent)).sort()).toEqual(['.model.partial', '.model.partial.lock'])
  await rm(join(parent, '.model.partial.lock'))

  const failing = writeStagedFolder(target, { overwrite: false }, async (folder) => {
    await overtake(folder)
    throw new Error('disk full')
  })
  await expect(failing).rejects.toThrow('disk full')
  expect(await readdir(join(parent, '.model.partial'))).toContain('of another')
})

test('where nothing can be created: an error with the path, the code of the system, and what to do', async () => {
  await writeFile(join(parent, 'file'), '')
  const below = join(parent, 'file/models/model')
  await expect(writeStagedFolder(below, { overwrite: false }, fill('one'))).rejects.toMatchObject({
    code: 'FILE_INACCESSIBLE',
    path: join(parent, 'file/models'),
    systemCode: 'ENOTDIR',
    message: expect.stringMatching(
      /: expected a folder to write in, got ENOTDIR.*\nA file is where a folder/,
    ),
  })
  await expect(
    writeStagedFolder(join(parent, 'file/model'), { overwrite: false }, fill('one')),
  ).rejects.toMatchObject({ code: 'FILE_INACCESSIBLE', systemCode: 'EEXIST' })
})

// A folder in which not even root may create a file.
test.skipIf(process.platform !== 'linux')('where nobody can create anything', async () => {
  await expect(writeStagedFolder('/proc/model', { overwrite: false }, fill('one'))).rejects.toMatchObject({
    code: 'FILE_INACCESSIBLE',
    path: '/proc',
    message: expect.stringMatching(/^\/proc: expected a folder to write in, got E/),
  })
})

test('a model that a killed process had put aside is back at its place', async () => {
  const target = join(parent, 'model')
  await writeStagedFolder(target, { overwrite: false }, fill('one'))
  await rename(target, join(parent, '.model.partial.replaced'))
  const failing = writeStagedFolder(target, { overwrite: true }, async () => {
    throw new Error('disk full')
  })
  await expect(failing).rejects.toThrow('disk full')
  expect(await readFile(join(target, MANIFEST_FILE), 'utf8')).toBe('one')
  expect(await readdir(parent)).toEqual(['model'])
})
