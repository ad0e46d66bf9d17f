import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { contentFingerprint, filesBelow, statFingerprint } from './fingerprint.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deqa-fingerprint-'))
  const made = folder
  onTestFinished(() => rmSync(made, { recursive: true }))
  mkdirSync(join(folder, 'deep'))
  writeFileSync(join(folder, 'a.ts'), 'a')
  writeFileSync(join(folder, 'deep', 'b.ts'), 'b')
})

const contents = () => contentFingerprint(filesBelow(folder))
const stats = () => statFingerprint(filesBelow(folder))

test('files of all depths, in order; none in a folder that is not there', () => {
  expect(filesBelow(folder)).toEqual([join(folder, 'a.ts'), join(folder, 'deep', 'b.ts')])
  expect(filesBelow(join(folder, 'absent'))).toEqual([])
})

test('a new time alone does not change what the contents say, but what the stats say', () => {
  const before = { contents: contents(), stats: stats() }
  utimesSync(join(folder, 'a.ts'), 1, 1)
  expect(contents()).toBe(before.contents)
  expect(stats()).not.toBe(before.stats)
})

test('a change, a new name, a removal each change the fingerprint of the contents', () => {
  const seen = new Set([contents()])
  writeFileSync(join(folder, 'a.ts'), 'A')
  seen.add(contents())
  renameSync(join(folder, 'a.ts'), join(folder, 'c.ts'))
  seen.add(contents())
  rmSync(join(folder, 'c.ts'))
  seen.add(contents())
  expect(seen.size).toBe(4)
})

test('text moved from one file to its neighbour is a change', () => {
  writeFileSync(join(folder, 'a.ts'), 'ab')
  writeFileSync(join(folder, 'deep', 'b.ts'), '')
  const before = contents()
  writeFileSync(join(folder, 'a.ts'), 'a')
  writeFileSync(join(folder, 'deep', 'b.ts'), 'b')
  expect(contents()).not.toBe(before)
})

test('an absent file is not an empty one', () => {
  writeFileSync(join(folder, 'empty'), '')
  const empty = contentFingerprint([join(folder, 'empty')])
  rmSync(join(folder, 'empty'))
  expect(contentFingerprint([join(folder, 'empty')])).not.toBe(empty)
})
