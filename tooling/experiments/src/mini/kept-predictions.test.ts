import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { fittedDigest } from './fitted-digest.ts'
import { photographCount } from './photograph-count.ts'
import { setDigest } from './set-digest.ts'

test('a set with another description or other labels has another digest', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'deqa-mini-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const digestOf = async (description: string, table: string) => {
    await writeFile(join(folder, 'dataset.json'), description)
    await writeFile(join(folder, 'ratings.csv'), table)
    return setDigest(folder)
  }
  const digest = await digestOf('{}', 'image,mos\n')
  expect(digest).toMatch(/^[0-9a-f]{8}$/)
  expect(await digestOf('{}', 'image,mos\n')).toBe(digest)
  expect(await digestOf('{}', 'image,mos\na,1\n')).not.toBe(digest)
  expect(await digestOf('{ }', 'image,mos\n')).not.toBe(digest)
  // What moves from one file to the other is not lost.
  expect(await digestOf('{}image', ',mos\n')).not.toBe(digest)
})

test('baselines that are fitted have a digest of their own, others have none', async () => {
  const [niqe, brisque, ...others] = await Promise.all(
    (['niqe', 'brisque', 'mean-gradient', 'jpeg-size'] as const).map(fittedDigest),
  )
  for (const digest of [niqe, brisque]) expect(digest).toMatch(/^[0-9a-f]{12}$/)
  expect(niqe).not.toBe(brisque)
  expect(await fittedDigest('niqe')).toBe(niqe)
  expect(others).toEqual([undefined, undefined])
})

test('a number of photographs is whole and at least 1', () => {
  expect(['1', '10', '100'].map(photographCount)).toEqual([1, 10, 100])
  for (const text of ['abc', '0', '-1', '2.5', '', ' 3', '0x10', '1e2', '9'.repeat(20)])
    expect(photographCount(text), text).toBeUndefined()
})
