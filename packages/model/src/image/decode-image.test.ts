import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeImage } from './decode-image.ts'
import rgbSha256 from './fixtures/pillow/rgb-sha256.json' with { type: 'json' }
import { ImageNotFoundError, ImageTooLargeError, ImageUnreadableError } from './image-errors.ts'
import type { RawImage } from './types.ts'

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/pillow/${name}`, import.meta.url))

/** Two rows of three pixels, all different. */
const pixels: RawImage = {
  width: 3,
  height: 2,
  channels: 3,
  data: Uint8Array.from({ length: 18 }, (_, i) => i * 14),
}

const encode = ({ width, height, channels, data }: RawImage) =>
  sharp(data, { raw: { width, height, channels } })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-decode-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('the pixels are those that Pillow decodes', () => {
  test.each(Object.entries(rgbSha256))('%s', async (name, expected) => {
    const { width, height, data } = await decodeImage(fixture(name))
    expect([width, height]).toEqual([37, 29])
    expect(createHash('sha256').update(data).digest('hex')).toBe(expected)
  })
})

describe('what is ignored', () => {
  test('alpha: dropped, not composited', async () => {
    const data = Uint8Array.of(200, 100, 50, 0, 10, 20, 30, 128)
    const png = await encode({ width: 2, height: 1, channels: 4, data }).png().toBuffer()
    expect((await decodeImage(png)).data).toEqual(Uint8Array.of(200, 100, 50, 10, 20, 30))
  })

  test('the low byte of 16 bits per channel', async () => {
    const wide = Uint16Array.of(0x0000, 0x00ff, 0x0100, 0x12ff, 0x8000, 0xffff)
    for (const channels of [1, 3] as const) {
      const png = await sharp(wide, { raw: { width: 6 / channels, height: 1, channels } })
        .toColourspace(channels === 1 ? 'grey16' : 'rgb16')
        .png()
        .toBuffer()
      expect((await sharp(png).metadata()).depth).toBe('ushort')
      const { data } = await decodeImage(png)
      expect(channels === 1 ? data.filter((_, i) => i % 3 === 0) : data).toEqual(
        Uint8Array.of(0x00, 0x00, 0x01, 0x12, 0x80, 0xff),
      )
    }
  })

  test('the colour profile', async () => {
    const plain = await encode(pixels).png().toBuffer()
    const withProfile = await encode(pixels).withIccProfile('p3').png().toBuffer()
    const at = withProfile.indexOf('iCCP') - 4
    const profile = withProfile.subarray(at, at + 12 + withProfile.readUInt32BE(at))
    // After the signature (8 bytes) and the header chunk (25).
    const tagged = Buffer.concat([plain.subarray(0, 33), profile, plain.subarray(33)])
    expect((await sharp(tagged).metadata()).icc).toBeDefined()
    expect((await decodeImage(tagged)).data).toEqual(pixels.data)
  })

  test('EXIF orientation, unless asked for', async () => {
    const png = await encode(pixels).withMetadata({ orientation: 6 }).png().toBuffer()
    expect(await decodeImage(png)).toMatchObject({ width: 3, height: 2, data: pixels.data })
    const upright = await decodeImage(png, { autoOrient: true })
    // A quarter turn clockwise: the left column, read upwards, becomes the top row.
    const turned = [3, 0, 4, 1, 5, 2].flatMap((pixel) => [...pixels.data.subarray(pixel * 3, pixel * 3 + 3)])
    expect(upright).toEqual({ width: 2, height: 3, data: Uint8Array.from(turned) })
  })
})

// What its TIFF reader does when it loads one, by each value of the tag (274).
describe('Pillow turns a TIFF by its orientation tag', () => {
  /** Which of the six pixels comes where: `pixels` has 0 1 2 above 3 4 5. */
  const upright: readonly [orientation: number, width: number, order: readonly number[]][] = [
    [1, 3, [0, 1, 2, 3, 4, 5]],
    [2, 3, [2, 1, 0, 5, 4, 3]],
    [3, 3, [5, 4, 3, 2, 1, 0]],
    [4, 3, [3, 4, 5, 0, 1, 2]],
    [5, 2, [0, 3, 1, 4, 2, 5]],
    [6, 2, [3, 0, 4, 1, 5, 2]],
    [7, 2, [5, 2, 4, 1, 3, 0]],
    [8, 2, [2, 5, 1, 4, 0, 3]],
  ]

  test.each(upright)('%i', async (orientation, width, order) => {
    const tiff = await encode(pixels).withMetadata({ orientation }).tiff({ compression: 'none' }).toBuffer()
    expect((await sharp(tiff).metadata()).orientation).toBe(orientation)
    const data = Uint8Array.from(
      order.flatMap((pixel) => [...pixels.data.subarray(pixel * 3, pixel * 3 + 3)]),
    )
    expect(await decodeImage(tiff)).toEqual({ width, height: 6 / width, data })
    // Upright already: asking for it turns nothing a second time.
    expect(await decodeImage(tiff, { autoOrient: true })).toEqual({ width, height: 6 / width, data })
  })

  test('in CMYK too', async () => {
    const tiff = await readFile(fixture('cmyk.tif'))
    const plain = await decodeImage(tiff)
    // The entry for its planes (tag 284), which says what goes without saying, becomes one for its orientation.
    tiff.writeUInt16LE(274, tiff.indexOf(Buffer.of(0x1c, 0x01, 3, 0, 1, 0, 0, 0)))
    tiff.writeUInt16LE(6, tiff.indexOf(Buffer.of(0x12, 0x01, 3, 0, 1, 0, 0, 0)) + 8)
    const turned = await decodeImage(tiff)
    expect([turned.width, turned.height]).toEqual([plain.height, plain.width])
    // The top row is the left column, read upwards.
    const leftUpwards = Array.from({ length: plain.height }, (_, y) => {
      const at = (plain.height - 1 - y) * plain.width * 3
      return [...plain.data.subarray(at, at + 3)]
    })
    expect([...turned.data.subarray(0, turned.width * 3)]).toEqual(leftUpwards.flat())
  })
})

describe('kinds of input', () => {
  let bytes: Buffer
  let path: string
  beforeAll(async () => {
    bytes = await encode(pixels).png().toBuffer()
    path = join(folder, 'a photo [1] #2.txt')
    await writeFile(path, bytes)
  })

  test('path, file URL, bytes, Blob: the same pixels, whatever the name says', async () => {
    const url = pathToFileURL(path)
    const padded = new Uint8Array([1, 2, 3, ...bytes])
    const inputs = [path, url, url.href, bytes, padded.subarray(3), new Blob([bytes])]
    for (const input of inputs) {
      expect(await decodeImage(input)).toEqual({ width: 3, height: 2, data: pixels.data })
    }
  })

  test.each([
    [1, [7, 8], [7, 7, 7, 8, 8, 8]],
    [2, [7, 0, 8, 255], [7, 7, 7, 8, 8, 8]],
    [3, [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]],
    [4, [1, 2, 3, 0, 4, 5, 6, 255], [1, 2, 3, 4, 5, 6]],
  ] as const)('raw pixels of %i channels', async (channels, data, expected) => {
    for (const kind of [Uint8Array, Uint8ClampedArray]) {
      const image = await decodeImage({ width: 2, height: 1, channels, data: kind.from(data) })
      expect(image).toEqual({ width: 2, height: 1, data: Uint8Array.from(expected) })
    }
  })

  test('raw pixels that do not fit their size are a mistake in the call', async () => {
    await expect(decodeImage({ ...pixels, width: 4 })).rejects.toThrow('expected 24 values for 4×2×3, got 18')
    await expect(decodeImage({ ...pixels, width: 0 })).rejects.toThrow(RangeError)
    await expect(decodeImage({ ...pixels, channels: 5 as 4 })).rejects.toThrow('got 5')
  })

  test.each([
    [new Float32Array(18), 'Float32Array'],
    [new Uint16Array(18), 'Uint16Array'],
    [new Int32Array(18), 'Int32Array'],
    [Array<number>(18).fill(0), 'Array'],
    [undefined, 'undefined'],
  ])('raw pixels that are no bytes are a mistake in the call: %#', async (data, kind) => {
    const error = await decodeImage({ ...pixels, data: data as never }).catch((error) => error)
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toContain(
      `expected data to be a Uint8Array or Uint8ClampedArray, got ${kind}. Scale`,
    )
  })

  test('a Buffer is an array of bytes', async () => {
    expect((await decodeImage({ ...pixels, data: Buffer.from(pixels.data) })).data).toEqual(pixels.data)
  })

  test.each([undefined, null, 7, {}, [1, 2]])('%o is a mistake in the call', async (input) => {
    await expect(decodeImage(input as never)).rejects.toThrow(TypeError)
  })

  test('a web address: fetch it first', async () => {
    for (const input of ['https://example.org/a.jpg', new URL('http://example.org/a.jpg')]) {
      const error = await decodeImage(input).catch((e) => e)
      expect(error).toBeInstanceOf(ImageUnreadableError)
      expect(error).toMatchObject({ code: 'IMAGE_UNREADABLE', where: String(input) })
      expect(error.message).toMatch(/Fetch it, and pass the bytes/)
    }
  })
})

describe('files that are not there or not files', () => {
  test('no such file', async () => {
    const error = await decodeImage(join(folder, 'missing.jpg')).catch((e) => e)
    expect(error).toBeInstanceOf(ImageNotFoundError)
    expect(error).toMatchObject({ code: 'IMAGE_NOT_FOUND', where: join(folder, 'missing.jpg') })
    await expect(decodeImage(join(fixture('rgb.png'), 'below.jpg'))).rejects.toThrow(ImageNotFoundError)
  })

  test('a folder', async () => {
    await expect(decodeImage(folder)).rejects.toThrow(/expected an image file, got a folder/)
  })

  test('a path with a zero byte', async () => {
    await expect(decodeImage('a\0b.jpg')).rejects.toThrow(ImageUnreadableError)
  })
})

describe('limits', () => {
  test('maxPixels is inclusive and counts what the header says', async () => {
    const png = await encode(pixels).png().toBuffer()
    await expect(decodeImage(png, { maxPixels: 6 })).resolves.toBeDefined()
    const error = await decodeImage(png, { maxPixels: 5 }).catch((e) => e)
    expect(error).toBeInstanceOf(ImageTooLargeError)
    expect(error.message).toMatch(/bytes: expected at most 5 pixels .* got 3×2/)
    await expect(decodeImage(pixels, { maxPixels: 5 })).rejects.toThrow(ImageTooLargeError)
  })

  test.each([0, -1, Number.NaN])('maxPixels %f is a mistake in the call', async (maxPixels) => {
    await expect(decodeImage(pixels, { maxPixels })).rejects.toThrow(RangeError)
  })

  test('no side above a million, however few the pixels', async () => {
    const line: RawImage = { width: 1_000_001, height: 1, channels: 1, data: new Uint8Array(1_000_001) }
    await expect(decodeImage(line)).rejects.toThrow(/sides of at most 1,000,000/)
  })
})

describe('cancelling', () => {
  test('an aborted signal rejects with its reason', async () => {
    const reason = new Error('enough')
    await expect(decodeImage(fixture('rgb.png'), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  test('aborting while it works does too', async () => {
    const controller = new AbortController()
    const decoding = decodeImage(fixture('rgb.png'), { signal: controller.signal })
    controller.abort()
    await expect(decoding).rejects.toBe(controller.signal.reason)
  })
})

test('reading does not change the bytes that were given', async () => {
  const bytes = await readFile(fixture('420.jpg'))
  const before = crc32(bytes)
  await decodeImage(bytes)
  expect(crc32(bytes)).toBe(before)
})
