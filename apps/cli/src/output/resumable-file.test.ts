import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder.ts'
import { UsageError } from '../errors.ts'
import { openResumableFile } from './resumable-file.ts'

test('appears when it is whole', async () => {
  const path = join(temporaryFolder(), 'labels.csv')
  const file = await openResumableFile(path, false)
  await file.write('ein\n')
  await file.write('größerer\n')
  expect(existsSync(path)).toBe(false)
  expect(readFileSync(`${path}.partial`, 'utf8')).toBe('ein\ngrößerer\n')
  await file.finish()
  expect(readFileSync(path, 'utf8')).toBe('ein\ngrößerer\n')
  expect(existsSync(`${path}.partial`)).toBe(false)
})

test('cut off at any byte and continued, it is the file of a single run', async () => {
  const path = join(temporaryFolder(), 'labels.csv')
  const text = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(text, fc.double({ min: 0, max: 1, noNaN: true }), async (parts, share) => {
      const whole = Buffer.from(parts.join(''))
      writeFileSync(`${path}.partial`, whole.subarray(0, Math.floor(share * whole.length)))
      const file = await openResumableFile(path, true)
      for (const part of parts) await file.write(part)
      await file.finish()
      expect(readFileSync(path).equals(whole)).toBe(true)
    }),
  )
})

test('another beginning is refused and left alone', async () => {
  const path = join(temporaryFolder(), 'labels.csv')
  writeFileSync(`${path}.partial`, 'ex')
  const file = await openResumableFile(path, true)
  await expect(file.write('ein\n')).rejects.toThrow(UsageError)
  await file.discard()
  expect(readFileSync(`${path}.partial`, 'utf8')).toBe('ex')
})

test('more than is written now is refused', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'labels.csv')
  writeFileSync(`${path}.partial`, 'ein\nzwei\n')
  const file = await openResumableFile(path, true)
  await file.write('ein\n')
  await expect(file.finish()).rejects.toThrow(UsageError)
  expect(readdirSync(folder)).toEqual(['labels.csv.partial'])
})

test('without resume it begins anew', async () => {
  const path = join(temporaryFolder(), 'labels.csv')
  writeFileSync(`${path}.partial`, 'something else, and longer')
  const file = await openResumableFile(path, false)
  await file.write('ein\n')
  await file.finish()
  expect(readFileSync(path, 'utf8')).toBe('ein\n')
})

test('nothing is left of a file that was never written to', async () => {
  const folder = temporaryFolder()
  await (await openResumableFile(join(folder, 'labels.csv'), false)).discard()
  expect(readdirSync(folder)).toEqual([])
})

test.skipIf(!existsSync('/dev/full'))('a full disk is named with the file, and how to go on', async () => {
  const path = join(temporaryFolder(), 'labels.csv')
  symlinkSync('/dev/full', `${path}.partial`)
  const file = await openResumableFile(path, false)
  await expect(file.write('ein\n')).rejects.toThrow(/labels\.csv\.partial: ENOSPC.*\n.*--resume/)
  await file.discard()
})

test('a place that cannot be written is a mistake of the caller', async () => {
  await expect(openResumableFile(join(temporaryFolder(), 'no', 'folder'), false)).rejects.toThrow(UsageError)
})
