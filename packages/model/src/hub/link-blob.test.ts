import { lstatSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { linkBlob } from './link-blob.ts'

let folder: string
let blob: string
let pointer: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-link-'))
  await mkdir(join(folder, 'blobs'))
  blob = join(folder, 'blobs/digest')
  pointer = join(folder, 'snapshots/commit/part/file')
  await writeFile(blob, 'content')
})
afterEach(() => rm(folder, { recursive: true }))

test('a relative symbolic link', async () => {
  await linkBlob(blob, pointer)
  expect(readlinkSync(pointer)).toBe('../../../blobs/digest')
  expect(readFileSync(pointer, 'utf8')).toBe('content')
})

test('without symbolic links: a hard link, which takes no space', async () => {
  await linkBlob(blob, pointer, { ways: ['hard-link', 'move'] })
  expect(lstatSync(pointer).isSymbolicLink()).toBe(false)
  expect(statSync(pointer).ino).toBe(statSync(blob).ino)
})

test('without any links: the file itself', async () => {
  await linkBlob(blob, pointer, { ways: ['move'] })
  expect(readFileSync(pointer, 'utf8')).toBe('content')
  expect(await readdir(join(folder, 'blobs'))).toEqual([])
})

test('without any links, when others need the blob: a copy', async () => {
  await linkBlob(blob, pointer, { ways: ['move'], shared: true })
  expect(readFileSync(pointer, 'utf8')).toBe('content')
  expect(await readdir(join(folder, 'blobs'))).toEqual(['digest'])
  expect(await readdir(join(folder, 'snapshots/commit/part'))).toEqual(['file'])
})

test('a link that leads nowhere is replaced', async () => {
  await mkdir(join(folder, 'snapshots/commit/part'), { recursive: true })
  await symlink('../../../blobs/gone', pointer)
  await linkBlob(blob, pointer)
  expect(readFileSync(pointer, 'utf8')).toBe('content')
})

test('what is there is replaced, also by another name of the same file', async () => {
  const others = { ways: ['hard-link', 'move'] as const }
  await linkBlob(blob, pointer, others)
  await linkBlob(blob, pointer, others)
  expect(statSync(pointer).ino).toBe(statSync(blob).ino)
  await rm(pointer)
  await writeFile(pointer, 'altered')
  await linkBlob(blob, pointer, others)
  expect(readFileSync(pointer, 'utf8')).toBe('content')
  expect(await readdir(join(folder, 'snapshots/commit/part'))).toEqual(['file'])
})

// Copies are slow enough that some are still made when others are done.
test.each([
  ['symbolic links', {}],
  ['hard links', { ways: ['hard-link'] }],
  ['moving', { ways: ['move'] }],
  ['copies', { ways: ['move'], shared: true }],
] as const)('many repairs of one snapshot at the same time: %s', async (_, options) => {
  await mkdir(join(folder, 'snapshots/commit/part'), { recursive: true })
  await symlink('../../../blobs/gone', pointer)
  await Promise.all(Array.from({ length: 40 }, () => linkBlob(blob, pointer, options)))
  expect(readFileSync(pointer, 'utf8')).toBe('content')
  expect(await readdir(join(folder, 'snapshots/commit/part'))).toEqual(['file'])
})
