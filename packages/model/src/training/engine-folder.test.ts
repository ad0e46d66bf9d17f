import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { smallBatch, smallProgram, smallValues } from '../../test/small-program.ts'
import { openEngineFolder } from './engine-folder.ts'
import { OnnxTrainingEngine } from './onnx-training-engine.ts'

let folder: string
beforeEach(async () => {
  const parent = await mkdtemp(join(tmpdir(), 'deqa-engine-folder-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  folder = join(parent, 'run/engine')
})

test('without a name it is a new one among the temporary files', async () => {
  const [one, two] = [await openEngineFolder(), await openEngineFolder()]
  for (const each of [one, two]) {
    expect(dirname(each)).toBe(tmpdir())
    await rm(each, { recursive: true })
  }
  expect(one).not.toBe(two)
})

test('what is not of an engine is never removed', async () => {
  await mkdir(folder, { recursive: true })
  for (const name of ['step.onnx', 'notes.txt']) await writeFile(join(folder, name), name)
  await expect(openEngineFolder(folder)).rejects.toThrow(
    new RangeError(`training: expected nothing in ${folder} but files of an engine, got notes.txt`),
  )
  expect(await readdir(folder)).toEqual(['notes.txt', 'step.onnx'])
})

test('an engine leaves nothing in its folder, and takes the place of one that was killed', async () => {
  const create = () => OnnxTrainingEngine.create(smallProgram, smallValues(), { threads: 1, folder })
  const killed = await create()
  const expected = await killed.step(smallBatch(0), 1e-2)
  expect((await readdir(folder)).sort()).toEqual(['frozen.bin', 'step.onnx'])
  // Nobody disposes of that one before the next begins.
  onTestFinished(() => killed.dispose())
  const next = await create()
  expect(await readdir(folder)).toEqual(['frozen.bin'])
  expect(await next.step(smallBatch(0), 1e-2)).toEqual(expected)
  await next.dispose()
  expect(await readdir(dirname(folder))).toEqual([])
})
