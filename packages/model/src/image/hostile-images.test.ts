import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { constants, crc32, deflateRawSync, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import manifest from '../../models/deqa-mini/deqa-model.json' with { type: 'json' }
import { DeqaError } from '../errors.ts'
import { decodeImage } from './decode-image.ts'
import { ImageTooLargeError, ImageUnreadableError } from './image-errors.ts'
import { preprocessViews, type ViewOptions, viewsPerImage } from './preprocess-views.ts'

const fixture = (name: string) => readFileSync(new URL(`fixtures/pillow/${name}`, import.meta.url))

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))])
}

/** An 8-bit RGB PNG of the given size around a zlib stream, with more chunks before it if wanted. */
function png(width: number, height: number, stream: Uint8Array, ...extra: Buffer[]): Buffer {
  const header = Buffer.concat([uint32(width), uint32(height), Buffer.of(8, 2, 0, 0, 0)])
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    ...extra,
    pngChunk('IDAT', stream),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

/** A valid zlib stream of `repeats` × `length` zeros, put together from one deflated block. */
function zlibOfZeros(length: number, repeats: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(length), { level: 9, finishFlush: constants.Z_FULL_FLUSH })
  const end = Buffer.of(0x03, 0x00)
  // The Adler-32 sum of n zeros: 1 in the low half, n mod 65521 in the high one.
  const adler = uint32(((length * repeats) % 65521) * 65536 + 1)
  return Buffer.concat([Buffer.of(0x78, 0xda), ...Array<Buffer>(repeats).fill(block), end, adler])
}

/** A one-strip grey TIFF that holds one pixel of zeros, with `tags` (all of type LONG) on top. */
function tiff(tags: Record<number, number>, nextPage = 0): Buffer {
  const grey = { 256: 1, 257: 1, 258: 32, 259: 1, 262: 1, 273: 8, 277: 1, 278: 1, 279: 8 }
  const entries = Object.entries({ ...grey, ...tags })
  const bytes = Buffer.alloc(16 + 2 + 12 * entries.length + 4)
  bytes.write('II*\0\x10', 'latin1')
  bytes.writeUInt16LE(entries.length, 16)
  for (const [i, [tag, value]] of entries.entries()) {
    const at = 18 + 12 * i
    bytes.writeUInt16LE(Number(tag), at)
    bytes.writeUInt16LE(4, at + 2)
    bytes.writeUInt32LE(1, at + 4)
    bytes.writeUInt32LE(value, at + 8)
  }
  bytes.writeUInt32LE(nextPage, bytes.length - 4)
  return bytes
}

const blackPng = (width: number, height: number) =>
  png(width, height, deflateSync(Buffer.alloc(height * (width * 3 + 1))))

const patched = (bytes: Buffer, at: number, values: number[]) => {
  const copy = Buffer.from(bytes)
  copy.set(values, at)
  return copy
}

const jpeg = fixture('420.jpg')
const gif = fixture('animated.gif')
const firstFrame = gif.indexOf(Buffer.of(0x2c, 0, 0, 0, 0))
const startOfFrame = jpeg.indexOf(Buffer.of(0xff, 0xc0))

type Outcome = 'pixels' | typeof ImageUnreadableError | typeof ImageTooLargeError

/** What the network sees: the whole picture in one small square, as of the original, or what the shipped model cuts. */
const geometries: Readonly<Record<'whole' | 'views', ViewOptions>> = {
  whole: { size: 28 },
  views: { size: manifest.preprocessing.size, views: manifest.preprocessing.views },
}

/** Every hostile or odd file, and what must come of it; where squares are cut, if that is something else. */
const corpus: Record<string, [bytes: Uint8Array, outcome: Outcome, ofViews?: Outcome]> = {
  'zero bytes': [Buffer.alloc(0), ImageUnreadableError],
  'text renamed .jpg': [Buffer.from('This is not a picture.'), ImageUnreadableError],
  'a web page': [Buffer.from('<!doctype html><title>404</title>'), ImageUnreadableError],
  'an SVG': [
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    ImageUnreadableError,
  ],
  'a PDF': [Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n'), ImageUnreadableError],
  'an SVG behind a JPEG signature': [
    Buffer.from('\xff\xd8\xff<svg width="9" height="9"/>', 'latin1'),
    ImageUnreadableError,
  ],
  ...Object.fromEntries(
    ['420.jpg', '420-progressive.jpg', 'cmyk.jpg', 'rgb.png', 'lossy.webp', 'lossless-alpha.webp']
      .concat(['cmyk.tif', 'jpeg-inside.tif', 'palette.png'])
      .map((name) => {
        const whole = fixture(name)
        return [`${name}, cut in half`, [whole.subarray(0, whole.length / 2), ImageUnreadableError]]
      }),
  ),
  'a GIF cut in its first frame': [gif.subarray(0, 1000), ImageUnreadableError],
  'a JPEG without its last two bytes': [jpeg.subarray(0, -2), ImageUnreadableError],
  'only a PNG signature': [fixture('rgb.png').subarray(0, 8), ImageUnreadableError],
  'a PNG with a wrong checksum': [patched(fixture('rgb.png'), 60, [1, 2, 3, 4]), ImageUnreadableError],
  'a PNG of zero width': [png(0, 4, deflateSync(Buffer.alloc(4))), ImageUnreadableError],
  'a PNG with too little data': [png(90, 90, deflateSync(Buffer.alloc(50))), ImageUnreadableError],
  'a 30,000×30,000 PNG bomb': [png(30_000, 30_000, zlibOfZeros(100 * 90_001, 300)), ImageTooLargeError],
  'a PNG with a text chunk of 1 GB': [
    png(
      1,
      1,
      deflateSync(Buffer.alloc(4)),
      pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), zlibOfZeros(10_000_000, 100)])),
    ),
    'pixels',
  ],
  'a JPEG that claims 65,500×65,500': [
    patched(jpeg, startOfFrame + 5, [0xff, 0xdc, 0xff, 0xdc]),
    ImageTooLargeError,
  ],
  // The decoder meets the end marker early and fills with grey, as the original's does.
  'a JPEG that claims 7,000×7,000 with a few blocks': [
    patched(jpeg, startOfFrame + 5, [0x1b, 0x58, 0x1b, 0x58]),
    'pixels',
  ],
  'a GIF whose screen and first frame claim 65,535×65,535': [
    patched(patched(gif, 6, [0xff, 0xff, 0xff, 0xff]), firstFrame + 5, [0xff, 0xff, 0xff, 0xff]),
    ImageTooLargeError,
  ],
  'a TIFF that claims 100,000×100,000': [tiff({ 256: 100_000, 257: 100_000, 258: 8 }), ImageTooLargeError],
  'a TIFF of floating-point numbers': [tiff({ 339: 3 }), ImageUnreadableError],
  'a TIFF of five inks': [tiff({ 258: 8, 262: 5, 277: 5 }), 'pixels'],
  'a TIFF of seven channels': [tiff({ 258: 8, 277: 7 }), ImageUnreadableError],
  'a TIFF whose next page is itself': [tiff({ 258: 8 }, 16), 'pixels'],
  // Padded they are a square; to hold squares of 192 they would have to be 7,680,000 long.
  '1×40,000': [blackPng(1, 40_000), 'pixels', ImageTooLargeError],
  '40,000×1': [blackPng(40_000, 1), 'pixels', ImageTooLargeError],
  '2,000,000×1': [blackPng(2_000_000, 1), ImageTooLargeError],
  'a JPEG with a web page behind it': [
    Buffer.concat([jpeg, Buffer.from('<script>alert(1)</script>')]),
    'pixels',
  ],
  'a PNG with a ZIP behind it': [
    Buffer.concat([fixture('rgb.png'), Buffer.from('PK\x05\x06'), Buffer.alloc(18)]),
    'pixels',
  ],
  'a GIF whose comment is a script': [
    Buffer.concat([gif.subarray(0, 781), Buffer.from('\x21\xfe\x05*/=1;\0', 'latin1'), gif.subarray(781)]),
    'pixels',
  ],
  'CMYK JPEG': [fixture('cmyk.jpg'), 'pixels'],
  'animated GIF': [gif, 'pixels'],
  'animated WebP': [fixture('animated.webp'), 'pixels'],
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deqa-hostile-'))
  const wide = Uint16Array.from({ length: 900 }, (_, i) => i * 70)
  const raw = sharp(wide, { raw: { width: 20, height: 15, channels: 3 } })
  corpus['16-bit PNG'] = [await raw.clone().toColourspace('rgb16').png().toBuffer(), 'pixels']
  const avif = await raw.clone().avif({ effort: 0 }).toBuffer()
  corpus['AVIF'] = [avif, 'pixels']
  corpus['an AVIF that claims a side of a billion'] = [
    patched(avif, avif.indexOf('ispe') + 8, [0x3b, 0x9a, 0xca, 0x00]),
    ImageUnreadableError,
  ]
  corpus['an AVIF, cut in half'] = [avif.subarray(0, avif.length / 2), ImageUnreadableError]
  for (const [i, [bytes]] of Object.values(corpus).entries()) {
    await writeFile(join(folder, `${String(i).padStart(2, '0')}.jpg`), bytes)
  }
})
afterAll(() => rm(folder, { recursive: true }))

async function outcomeOf(input: Uint8Array | string, geometry: ViewOptions = geometries.whole) {
  try {
    const image = await decodeImage(input)
    expect(image.data.length).toBe(image.width * image.height * 3)
    const where = typeof input === 'string' ? input : 'bytes'
    const out = new Float32Array(viewsPerImage(geometry) * 3 * geometry.size ** 2).fill(Number.NaN)
    const values = preprocessViews(image, { ...geometry, where }, out)
    expect(values.every(Number.isFinite)).toBe(true)
    return 'pixels'
  } catch (error) {
    return error
  }
}

test.each(['whole', 'views'] as const)(
  'each gives pixels or a typed error that names the file and says what to do: %s',
  async (kind) => {
    for (const [i, [name, [bytes, ofWhole, ofViews]]] of Object.entries(corpus).entries()) {
      const expected = kind === 'views' ? (ofViews ?? ofWhole) : ofWhole
      const path = join(folder, `${String(i).padStart(2, '0')}.jpg`)
      for (const input of [bytes, path]) {
        const outcome = await outcomeOf(input, geometries[kind])
        if (expected === 'pixels') {
          expect(outcome, name).toBe('pixels')
        } else {
          expect(outcome, name).toBeInstanceOf(expected)
          const where = input === path ? path : 'bytes'
          expect((outcome as Error).message, name).toMatch(/: expected [^\n]+, got [^\n]+\n[A-Z][^\n]+\.$/)
          expect((outcome as Error).message.startsWith(`${where}: `), name).toBe(true)
        }
      }
    }
  },
)

describe('in a process of their own', () => {
  test('they take at most 256 MB and print nothing', async () => {
    const script = `
      import { decodeImage } from ${JSON.stringify(new URL('decode-image.ts', import.meta.url).href)}
      import { preprocessViews, viewsPerImage } from ${JSON.stringify(new URL('preprocess-views.ts', import.meta.url).href)}
      const geometry = ${JSON.stringify(geometries.views)}
      const out = new Float32Array(viewsPerImage(geometry) * 3 * geometry.size ** 2)
      const prepare = async (file) => void preprocessViews(await decodeImage(file), geometry, out)
      const [first, ...files] = process.argv.slice(1)
      await prepare(first)
      const before = process.resourceUsage().maxRSS
      let errors = 0
      for (const file of files) await prepare(file).catch(() => errors++)
      process.stdout.write(JSON.stringify({ errors, growth: process.resourceUsage().maxRSS - before }))`
    const files = (await readdir(folder)).sort().map((name) => join(folder, name))
    const first = fileURLToPath(new URL('fixtures/pillow/420.jpg', import.meta.url))
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script, first, ...files],
      { cwd: fileURLToPath(new URL('.', import.meta.url)), encoding: 'utf8' },
    )
    expect(stderr).toBe('')
    const { errors, growth } = JSON.parse(stdout) as { errors: number; growth: number }
    const outcomes = Object.values(corpus).map(([, ofWhole, ofViews]) => ofViews ?? ofWhole)
    expect(errors).toBe(outcomes.filter((outcome) => outcome !== 'pixels').length)
    // maxRSS counts KiB.
    expect(growth).toBeLessThanOrEqual(256 * 1024)
  })
})

test('a damaged file never gives anything but pixels or a DeqaError', async () => {
  const names = ['420.jpg', '420-progressive.jpg', 'rgb.png', 'lossy.webp', 'animated.gif', 'cmyk.tif']
  const files = names.map(fixture)
  await fc.assert(
    fc.asyncProperty(
      fc.nat(files.length - 1),
      fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { minLength: 1, maxLength: 12 }),
      async (which, changes) => {
        const bytes = Buffer.from(files[which]!)
        for (const [at, value] of changes) bytes[at % bytes.length] = value
        const outcome = await outcomeOf(bytes)
        if (outcome !== 'pixels') expect(outcome).toBeInstanceOf(DeqaError)
      },
    ),
    { numRuns: 300 },
  )
})
