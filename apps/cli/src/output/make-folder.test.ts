import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder.ts'
import { UsageError } from '../errors.ts'
import { makeFolder } from './make-folder.ts'

test('a folder with those above it, once or twice', async () => {
  const path = join(temporaryFolder(), 'a/b')
  await makeFolder(path, '--out')
  await makeFolder(path, '--out')
  expect(statSync(path).isDirectory()).toBe(true)
})

test('a file there, or in the way, is a mistake of the caller', async () => {
  const file = join(temporaryFolder(), 'notes.txt')
  writeFileSync(file, '')
  await expect(makeFolder(file, '--predictions')).rejects.toThrow(
    new UsageError(
      `--predictions: expected the path of a folder, but ${file} is a file`,
      'Name another place.',
    ),
  )
  await expect(makeFolder(join(file, 'below'), '--out')).rejects.toThrow('a file lies in the way to it')
})
