import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { removeFolder } from './remove-folder.ts'

let parent: string
let folder: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'deqa-remove-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  folder = join(parent, 'model')
})

async function fill(path: string): Promise<void> {
  await mkdir(join(path, 'below'), { recursive: true })
  await writeFile(join(path, 'below/file'), 'content')
}

test('a folder goes with all that is below it, and what is beside it stays', async () => {
  await fill(folder)
  await fill(join(parent, 'other'))
  expect(await removeFolder(folder)).toBe(true)
  expect(await readdir(parent)).toEqual(['other'])
})

test('a folder that is not there, even without a parent', async () => {
  expect(await removeFolder(folder)).toBe(false)
  expect(await removeFolder(join(parent, 'nothing/model'))).toBe(false)
})

test('what a removal that was killed left goes with the next one, and counts as there', async () => {
  const left = join(parent, '.model.deqa.removed')
  await fill(left)
  expect(await removeFolder(folder)).toBe(true)
  expect(await readdir(parent)).toEqual([])
  await fill(left)
  await fill(folder)
  await fill(join(parent, 'other'))
  await fill(join(parent, '.gone.deqa.removed'))
  expect(await removeFolder(folder)).toBe(true)
  expect(await readdir(parent)).toEqual(['other'])
})

test('two at the same time: both end, and one of them had it', async () => {
  await fill(folder)
  const results = await Promise.all([removeFolder(folder), removeFolder(folder)])
  expect(results).toContain(true)
  expect(await readdir(parent)).toEqual([])
})
