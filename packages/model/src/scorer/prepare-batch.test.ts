import { describe, expect, test } from 'vitest'
import { preprocessImage } from '../image/preprocess-image.ts'
import type { ImageInput } from '../image/types.ts'
import { type PrepareOptions, prepareBatch } from './prepare-batch.ts'

const preprocessing: PrepareOptions['preprocessing'] = { size: 8, mean: [0, 0, 0], std: [1, 1, 1] }

const grey = (width: number, height: number, value: number) =>
  ({ width, height, channels: 1, data: new Uint8Array(width * height).fill(value) }) as const

const prepare = (inputs: readonly ImageInput[], change: Partial<typeof preprocessing> = {}) =>
  prepareBatch(inputs, { preprocessing: { ...preprocessing, ...change }, autoOrient: false })

describe('a bad image is an error in its place, and leaves no hole among the pixels', () => {
  const [first, last] = [grey(8, 8, 10), grey(5, 9, 200)]

  class Broken extends Blob {
    override arrayBuffer(): Promise<ArrayBuffer> {
      return Promise.reject(new TypeError('terminated'))
    }
  }

  test.each<[string, ImageInput]>([
    ['a file that is not there', '/there/is/no/such/picture.jpg'],
    ['a Blob that cannot be read', new Broken([])],
    ['pixels that do not add up', { ...grey(4, 4, 0), width: 5 }],
    ['a value that is no image', 7 as never],
  ])('%s', async (_, bad) => {
    const { images, rows, pixels } = await prepare([first, bad, last])
    expect(rows).toBe(2)
    expect(images[1]).toMatchObject({
      error: { code: expect.stringMatching('IMAGE_(NOT_FOUND|UNREADABLE)') },
    })
    for (const [index, image] of [first, last].entries()) {
      const { row } = images[2 * index] as { row: number }
      const rgb = { ...image, data: Uint8Array.from({ length: 3 * image.data.length }, () => image.data[0]!) }
      expect(pixels.subarray(192 * row, 192 * (row + 1))).toEqual(preprocessImage(rgb, preprocessing))
    }
  })

  test('one that is too thin for squares', async () => {
    const views = { longSide: 16, along: 2, across: 1 }
    const alone = await prepare([last], { views })
    const { images, rows, pixels } = await prepare([grey(900_000, 1, 0), last], { views })
    expect(images).toMatchObject([{ error: { code: 'IMAGE_TOO_LARGE' } }, { row: 0 }])
    expect(rows).toBe(1)
    expect(pixels).toEqual(alone.pixels)
  })
})

test('a mistake of ours is not blamed on the image', async () => {
  await expect(prepare([grey(8, 8, 10)], { size: 0 })).rejects.toThrow(RangeError)
})
