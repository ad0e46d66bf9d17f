import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryBytes, openFileBytes } from './byte-source.ts'
import {
  CheckpointCorruptError,
  CheckpointNotFoundError,
  CheckpointUnsupportedError,
} from './checkpoint-errors.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-bytes-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('a file and memory give the same bytes, and refuse to read past their end', async () => {
  const content = Uint8Array.of(1, 2, 3, 4, 5)
  const path = join(folder, 'five')
  await writeFile(path, content)
  await using file = await openFileBytes(path)
  for (const source of [file, memoryBytes(content, path)]) {
    const target = new Uint8Array(3)
    await source.read(2, target)
    expect([...target]).toEqual([3, 4, 5])
    expect(source.size).toBe(5)
    await source.read(5, new Uint8Array())
    for (const [position, length] of [
      [3, 3],
      [6, 0],
      [-1, 1],
      [2 ** 53, 1],
    ] as const) {
      await expect(source.read(position, new Uint8Array(length))).rejects.toThrow(CheckpointCorruptError)
    }
  }
})

test('a file that shrinks while it is open is noticed', async () => {
  const path = join(folder, 'shrinking')
  await writeFile(path, new Uint8Array(100))
  await using file = await openFileBytes(path)
  await truncate(path, 10)
  await expect(file.read(0, new Uint8Array(100))).rejects.toThrow('became shorter while it was read')
})

test('what cannot be opened as a file is named', async () => {
  const missing = join(folder, 'missing')
  await expect(openFileBytes(missing)).rejects.toThrow(CheckpointNotFoundError)
  await expect(openFileBytes(missing)).rejects.toThrow(`${missing}: no such file`)
  await expect(openFileBytes(folder)).rejects.toThrow(CheckpointUnsupportedError)
  // A name that no file system takes stands for whatever the system refuses: root may read everything.
  await expect(openFileBytes(join(folder, 'x'.repeat(1000)))).rejects.toMatchObject({
    code: 'FILE_INACCESSIBLE',
    systemCode: 'ENAMETOOLONG',
    message: expect.stringContaining('\nChoose a shorter name.'),
  })
})
