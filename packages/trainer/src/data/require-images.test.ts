import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ImageFolder, makeImageFolder } from '../../test/image-folder.ts'
import { TrainingImageUnreadableError } from './errors.ts'
import { requireImages } from './require-images.ts'

let folder: ImageFolder
beforeAll(async () => {
  folder = await makeImageFolder(5)
})
afterAll(() => folder.remove())

const problemOf = (paths: readonly string[]) => requireImages(paths).catch((error: unknown) => error)

test('all are there', async () => {
  await expect(requireImages(folder.images)).resolves.toBeUndefined()
  await expect(requireImages([])).resolves.toBeUndefined()
})

test('names the first that is missing, and counts the others, each once', async () => {
  const gone = ['b.png', 'a.png'].map((name) => join(folder.path, name))
  // More than are looked for at once, so that the last are looked for last.
  const many = Array.from({ length: 200 }, (_, i) => join(folder.path, `${i % 5}.png`))
  const error = await problemOf([...many, ...gone, ...gone, ...folder.images])
  expect(error).toBeInstanceOf(TrainingImageUnreadableError)
  expect(error).toMatchObject({
    path: gone[0],
    message: expect.stringMatching(/b\.png: expected an image, there is none; .* 2 of 7 images\nCorrect /),
  })
})

test('a folder is no image, nor is what lies below a file', async () => {
  expect(await problemOf([folder.path])).toMatchObject({ message: expect.stringContaining('got a folder') })
  const below = join(folder.table, 'x.png')
  expect(await problemOf([below])).toMatchObject({ message: expect.stringContaining('got ENOTDIR') })
})

test('stops when it is told to', async () => {
  const stop = new AbortController()
  const looking = requireImages(
    (function* () {
      for (let i = 0; i < 500; i++) yield join(folder.path, `${i}.png`)
    })(),
    stop.signal,
  )
  stop.abort(new Error('enough'))
  await expect(looking).rejects.toThrow('enough')
})
