import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder.ts'
import { UsageError } from '../errors.ts'
import { openAppendFile } from './append-file.ts'

test('a row is in the file as soon as its write is over', async () => {
  const path = join(temporaryFolder(), 'scores.ndjson')
  const file = await openAppendFile(path)
  for (const row of ['1\n', '2\n', '3\n']) {
    await file.write(row)
    expect(readFileSync(path, 'utf8').endsWith(row)).toBe(true)
  }
  await file.finish()
  expect(readFileSync(path, 'utf8')).toBe('1\n2\n3\n')
})

test('goes on after what is there', async () => {
  const path = join(temporaryFolder(), 'scores.ndjson')
  writeFileSync(path, '1\n')
  const file = await openAppendFile(path)
  await file.write('2\n')
  await file.finish()
  expect(readFileSync(path, 'utf8')).toBe('1\n2\n')
})

test.skipIf(!existsSync('/dev/full'))('a full disk is named with the file, and what to do', async () => {
  const file = await openAppendFile('/dev/full')
  await expect(file.write('1\n')).rejects.toThrow(/^cannot write \/dev\/full: ENOSPC.*\n.*--resume/)
  await file.discard()
})

test('a place that cannot be written is a mistake of the caller', async () => {
  await expect(openAppendFile(join(temporaryFolder(), 'no', 'folder'))).rejects.toThrow(UsageError)
})
