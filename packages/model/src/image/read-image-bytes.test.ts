import { openAsBlob } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readImageBytes } from './read-image-bytes.ts'

test('a Blob of a file that has changed is an image that cannot be read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'deqa-blob-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'photo.jpg')
  await writeFile(path, 'as it was')
  const blob = await openAsBlob(path)
  expect(Buffer.from((await readImageBytes(blob)).bytes).toString()).toBe('as it was')
  await writeFile(path, 'as it is now')
  await expect(readImageBytes(blob)).rejects.toMatchObject({
    ...{ code: 'IMAGE_UNREADABLE', where: 'bytes', expected: 'a readable Blob' },
    ...{ found: 'The blob could not be read', cause: { name: 'NotReadableError' } },
  })
})

test('a Blob of another source says why it rejects, whatever it rejects with', async () => {
  class Remote extends File {
    override arrayBuffer(): Promise<ArrayBuffer> {
      return Promise.reject('the connection is gone')
    }
  }
  await expect(readImageBytes(new Remote([], 'far.jpg'))).rejects.toThrow(
    'far.jpg: expected a readable Blob, got the connection is gone',
  )
})
