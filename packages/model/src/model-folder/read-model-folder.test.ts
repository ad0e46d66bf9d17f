import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { DEFAULT_MODEL, locateModel } from './locate-model.ts'
import { MANIFEST_FILE } from './manifest.ts'
import { readModelFolder, verifyModelFolder } from './read-model-folder.ts'

let copy: string
let file: string
beforeEach(async () => {
  const parent = await mkdtemp(join(tmpdir(), 'deqa-folder-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  copy = join(parent, 'model')
  file = join(copy, MANIFEST_FILE)
  await cp(await locateModel(DEFAULT_MODEL), copy, { recursive: true })
})

test('a whole model passes', async () => {
  await verifyModelFolder(await readModelFolder(copy))
})

test.each(['scorer.onnx', 'eval.onnx', 'weights.bin'])(
  'without a digest of %s the model is refused, whatever that file holds',
  async (name) => {
    const manifest = JSON.parse(await readFile(file, 'utf8'))
    await writeFile(join(copy, name), 'garbage')
    for (const files of [{}, { ...manifest.files, [name]: undefined }]) {
      await writeFile(file, JSON.stringify({ ...manifest, files }))
      await expect(readModelFolder(copy)).rejects.toMatchObject({
        code: 'MODEL_INVALID',
        file,
        message: expect.stringContaining(`expected size and digest of ${name}`),
      })
    }
  },
)

test('a manifest that cannot be read: the path, the code of the system, and what to do', async () => {
  await rm(file)
  await mkdir(file)
  await expect(readModelFolder(copy)).rejects.toMatchObject({
    code: 'FILE_INACCESSIBLE',
    path: file,
    systemCode: 'EISDIR',
    message: expect.stringMatching(
      /: expected a file to read, got EISDIR.*\nA folder has the name of a file/,
    ),
  })
})
