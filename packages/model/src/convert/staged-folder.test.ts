import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  await writeStagedFolder(target, false, async (folder) => {
    await fill('one')(folder)
    expect(await readdir(join(parent, 'a/b'))).not.toContain('model')
  })
  expect(await readFile(join(target, MANIFEST_FILE), 'utf8')).toBe('one')
  expect(await readdir(join(parent, 'a/b'))).toEqual(['model'])
})

test('a failure leaves what was there', async () => {
  const target = join(parent, 'model')
  await writeStagedFolder(target, false, fill('one'))
  const failing = writeStagedFolder(target, true, async (folder) => {
    await fill('two')(folder)
    throw new Error('disk full')
  })
  await expect(failing).rejects.toThrow('disk full')
  expect(await readdir(parent)).toEqual(['model'])
  expect(await readFile(join(target, MANIFEST_FILE), 'utf8')).toBe('one')
})

test('a model is replaced only when that is allowed, another folder never', async () => {
  const target = join(parent, 'model')
  await writeStagedFolder(target, false, fill('one'))
  await expect(writeStagedFolder(target, false, fill('two'))).rejects.toThrow('there is a model already')
  await writeStagedFolder(target, true, fill('two'))
  expect(await readFile(join(target, MANIFEST_FILE), 'utf8')).toBe('two')

  const photos = join(parent, 'photos')
  await mkdir(photos)
  await expect(writeStagedFolder(photos, true, fill('three'))).rejects.toThrow('not a model folder')
})
