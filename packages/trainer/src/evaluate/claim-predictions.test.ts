import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimPredictions, provenancePath } from './claim-predictions.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-claim-'))
  file = join(folder, 'koniq.jsonl')
})
afterEach(() => rm(folder, { recursive: true }))

const first = { model: 'mini', revision: '0123456789ab', autoOrient: false }

test('what made the lines is noted before the first of them', async () => {
  await claimPredictions(file, first)
  expect(JSON.parse(await readFile(provenancePath(file), 'utf8'))).toEqual(first)
  await writeFile(file, 'a line\n')
  await claimPredictions(file, first)
})

test('a file without lines is anyone’s', async () => {
  await claimPredictions(file, first)
  await writeFile(file, '')
  await claimPredictions(file, { ...first, model: 'other' })
  expect(JSON.parse(await readFile(provenancePath(file), 'utf8')).model).toBe('other')
})

test.each([
  [{ ...first, revision: 'ba9876543210' }, 'revision 0123456789ab, but this evaluation has ba9876543210'],
  [{ ...first, autoOrient: true }, 'autoOrient false, but this evaluation has true'],
  [{ ...first, prompt: 'eval' }, 'prompt unknown, but this evaluation has eval'],
  [{ model: 'mini', revision: '0123456789ab' }, 'autoOrient false, but this evaluation has none'],
])('lines that something else made are refused: %j', async (other, message) => {
  await claimPredictions(file, first)
  await writeFile(file, 'a line\n')
  await expect(claimPredictions(file, other)).rejects.toMatchObject({
    code: 'PREDICTIONS_INVALID',
    message: expect.stringContaining(message),
  })
  expect(await readFile(file, 'utf8')).toBe('a line\n')
})

test.each([undefined, '{"model": "mi', 'null'])('lines of unknown origin are refused: %j', async (note) => {
  await writeFile(file, 'a line\n')
  if (note !== undefined) await writeFile(provenancePath(file), note)
  await expect(claimPredictions(file, first)).rejects.toThrow(/koniq\.jsonl: .*is missing or damaged\nGive/)
})
