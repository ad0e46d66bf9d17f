import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder.ts'
import { UsageError } from '../errors.ts'
import { createAtomicFile } from './atomic-file.ts'

test('the old file stays until the new one is whole', async () => {
  const path = join(temporaryFolder(), 'scores.json')
  writeFileSync(path, 'old')
  const file = await createAtomicFile(path)
  await file.write('ne')
  await file.write('w')
  expect(readFileSync(path, 'utf8')).toBe('old')
  await file.finish()
  expect(readFileSync(path, 'utf8')).toBe('new')
})

test('discarded, it leaves the old file and nothing else', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'scores.json')
  writeFileSync(path, 'old')
  const file = await createAtomicFile(path)
  await file.write('new')
  await file.discard()
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['scores.json'])
})

test('a link stays a link', async () => {
  const folder = temporaryFolder()
  const target = join(folder, 'target.json')
  const link = join(folder, 'link.json')
  writeFileSync(target, 'old')
  symlinkSync(target, link)
  const file = await createAtomicFile(link)
  await file.write('new')
  await file.finish()
  expect(lstatSync(link).isSymbolicLink()).toBe(true)
  expect(readFileSync(target, 'utf8')).toBe('new')
})

test.skipIf(!existsSync('/dev/full'))('a full disk is named with the file, and nothing is left', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'scores.json')
  writeFileSync(path, 'old')
  symlinkSync('/dev/full', `${path}.${process.pid}.tmp`)
  const file = await createAtomicFile(path)
  await expect(file.write('new')).rejects.toThrow(`cannot write ${path}: ENOSPC`)
  expect(readdirSync(folder)).toEqual(['scores.json'])
  // Whoever writes gives up what is gone already.
  await file.discard()
  expect(readFileSync(path, 'utf8')).toBe('old')
})

test('a place that cannot be written is a mistake of the caller', async () => {
  await expect(createAtomicFile(join(temporaryFolder(), 'no', 'folder'))).rejects.toThrow(UsageError)
})
