import { copyFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeImage, fitForViews, padToSquare, resampleBicubic } from '@deqa/model/image'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ImageFolder, makeImageFolder } from '../../test/image-folder.ts'
import { ImageLoader, type ImageLoaderOptions, type LoadedImage } from './image-loader.ts'

const SIZE = 14
const BYTES = 3 * SIZE * SIZE
/** What a kept file says of its width and height. */
const HEADER = 8

let images: ImageFolder
beforeEach(async () => {
  images = await makeImageFolder(4)
})
afterEach(() => images.remove())

const open = (options: Partial<ImageLoaderOptions> = {}) =>
  ImageLoader.open({ size: SIZE, workers: 0, memoryBytes: 0, ...options })

const pixelsOf = (image: LoadedImage) => {
  if ('problem' in image) throw new Error(image.problem)
  return image.pixels
}

async function expectedPixels(path: string): Promise<Uint8Array> {
  return resampleBicubic(padToSquare(await decodeImage(path)), SIZE, SIZE).data
}

describe('ImageLoader', () => {
  test.each([0, 2])('gives the pixels that scoring sees (%d workers)', async (workers) => {
    await using loader = await open({ workers })
    const loaded = await Promise.all(images.images.map((path) => loader.load(path)))
    expect(loaded.map(pixelsOf)).toEqual(await Promise.all(images.images.map(expectedPixels)))
  })

  test.each([0, 1])(
    'says why an image has no pixels, in the words of the decoder (%d workers)',
    async (workers) => {
      const [empty, missing] = [join(images.path, 'empty.png'), join(images.path, 'missing.png')]
      await writeFile(empty, '')
      await using loader = await open({ workers })
      expect(await loader.load(empty)).toEqual({
        problem: expect.stringContaining(`${empty}: expected a JPEG`),
      })
      expect(await loader.load(missing)).toEqual({
        problem: expect.stringContaining(`${missing}: expected an image file`),
      })
    },
  )

  test('keeps in memory what there is room for, and no more', async () => {
    await using loader = await open({ memoryBytes: 2 * BYTES })
    const first = await Promise.all(images.images.map((path) => loader.load(path)))
    await Promise.all(images.images.map((path) => rm(path)))
    const again = await Promise.all(images.images.map((path) => loader.load(path)))
    expect(again.filter((image) => 'pixels' in image)).toHaveLength(2)
    again.forEach((image, i) => {
      if ('pixels' in image) expect(image).toBe(first[i])
    })
  })
})

describe('with views', () => {
  const views = { longSide: 20, along: 2, across: 1 }

  test.each([0, 1])('an image keeps its shape, reduced to the long side (%d workers)', async (workers) => {
    // 24 × 17 pixels.
    const path = images.images[4 % images.images.length]!
    await using loader = await open({ views, workers })
    const image = await loader.load(path)
    const decoded = await decodeImage(path)
    const { width, height, data } = fitForViews(decoded, SIZE, views)
    expect(image).toEqual({ width, height, pixels: data })
  })

  test.each([0, 1])(
    'a square of an image is the same one, however the image is kept (%d workers)',
    async (workers) => {
      const [path, other] = images.images as [string, string]
      const folder = join(images.path, 'cache')
      const kept: Partial<ImageLoaderOptions>[] = [
        {},
        { memoryBytes: 10_000 },
        { folder, folderBytes: 10_000 },
        { folder, folderBytes: 10_000 },
      ]
      const squares: LoadedImage[] = []
      for (const options of kept) {
        await using loader = await open({ views, workers, ...options })
        const draw = (number: number) => loader.loadView(path, { seed: 1, draw: number, side: 'a' })
        squares.push(await draw(3))
        // Of a grid of places another draw shows another one, and the image itself is still there.
        expect(await draw(4)).not.toEqual(squares[0])
        expect(await draw(3)).toEqual(squares[0])
        expect(await loader.load(path)).toMatchObject({ width: 20 })
        expect(await loader.load(other)).not.toEqual(await loader.load(path))
      }
      expect(squares[0]).toMatchObject({ width: SIZE, height: SIZE })
      for (const square of squares) expect(square).toEqual(squares[0])
    },
  )

  test('what the folder keeps for views is not taken for a squeezed image, nor for another long side', async () => {
    const [path] = images.images as [string]
    const kept = { folder: join(images.path, 'cache'), folderBytes: 1000 * BYTES }
    for (const some of [views, undefined, { ...views, longSide: 19 }, views]) {
      await using fresh = await open({ views: some })
      await using loader = await open({ ...kept, views: some })
      expect(await loader.load(path)).toEqual(await fresh.load(path))
    }
    expect(await readdir(kept.folder)).toHaveLength(3)
  })
})

describe('the folder of resized images', () => {
  const folder = () => join(images.path, 'cache')

  test('goes by what a file holds, not by its name', async () => {
    const [a, b] = images.images as [string, string]
    await using loader = await open({ folder: folder(), folderBytes: 10 * BYTES })
    const [pixelsA, pixelsB] = [pixelsOf(await loader.load(a)), pixelsOf(await loader.load(b))]
    await copyFile(b, a)
    await using later = await open({ folder: folder(), folderBytes: 10 * BYTES })
    expect(pixelsOf(await later.load(a))).toEqual(pixelsB)
    expect(pixelsB).not.toEqual(pixelsA)
    expect(await readdir(folder())).toHaveLength(2)
  })

  test('is really read', async () => {
    const [path] = images.images as [string]
    await using loader = await open({ folder: folder(), folderBytes: BYTES })
    await loader.load(path)
    const [kept] = (await readdir(folder())) as [string]
    const changed = await readFile(join(folder(), kept))
    changed.fill(7, HEADER)
    await writeFile(join(folder(), kept), changed)
    await using later = await open({ folder: folder(), folderBytes: BYTES })
    expect(pixelsOf(await later.load(path))).toEqual(new Uint8Array(BYTES).fill(7))
  })

  test('an entry that was cut short is made again', async () => {
    const [path] = images.images as [string]
    await using loader = await open({ folder: folder(), folderBytes: 2 * BYTES })
    const pixels = pixelsOf(await loader.load(path))
    const [kept] = (await readdir(folder())) as [string]
    await truncate(join(folder(), kept), 10)
    await using later = await open({ folder: folder(), folderBytes: 2 * BYTES })
    expect(pixelsOf(await later.load(path))).toEqual(pixels)
    expect((await readFile(join(folder(), kept))).length).toBe(HEADER + BYTES)
  })

  test('holds no more than it may, what earlier runs left included', async () => {
    for (const path of images.images) {
      await using loader = await open({ folder: folder(), folderBytes: 2.5 * BYTES })
      await loader.load(path)
    }
    expect(await readdir(folder())).toHaveLength(2)
  })

  test('one that cannot be written does no harm', async () => {
    const [path] = images.images as [string]
    // A file where the folder should be.
    await writeFile(folder(), '')
    await using loader = await open({ folder: folder(), folderBytes: 2 * BYTES })
    expect(pixelsOf(await loader.load(path))).toEqual(await expectedPixels(path))
  })
})
