import { chmodSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../temporary-folder.ts'
import { findChromium } from './find-chromium.ts'

const folder = temporaryFolder()
const program = join(folder, 'chromium')
writeFileSync(program, '#!/bin/sh\n')
chmodSync(program, 0o755)

test('is found on the path', () => {
  expect(findChromium({ PATH: ['/nowhere', folder].join(delimiter) })).toBe(program)
})

test('is the one that CHROME_PATH names, before one on the path', () => {
  expect(findChromium({ CHROME_PATH: process.execPath, PATH: folder })).toBe(process.execPath)
})

test('is not replaced by another where CHROME_PATH is wrong', () => {
  expect(() => findChromium({ CHROME_PATH: join(folder, 'none'), PATH: folder })).toThrow(/CHROME_PATH.*none/)
})
