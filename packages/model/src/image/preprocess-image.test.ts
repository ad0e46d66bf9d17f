import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describeWithShared, readRecordedTensors, sharedPath } from '@deqa/vitest'
import { beforeAll, describe, expect, test } from 'vitest'
import { decodeImage } from './decode-image.ts'
import { CLIP_STATISTICS, normalizePixels } from './normalize-pixels.ts'
import { padToSquare } from './pad-to-square.ts'
import { preprocessImage } from './preprocess-image.ts'
import { resampleBicubic } from './resample-bicubic.ts'

const sha256 = ({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array) =>
  createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')

describe('into a batch', () => {
  const image = { width: 2, height: 1, data: Uint8Array.of(10, 20, 30, 40, 50, 60) }

  test('writes the given slice and nothing else', () => {
    const batch = new Float32Array(3 * 12).fill(9)
    const slice = batch.subarray(12, 24)
    expect(preprocessImage(image, { size: 2 }, slice)).toBe(slice)
    expect(slice).toEqual(preprocessImage(image, { size: 2 }))
    expect([...batch.subarray(0, 12), ...batch.subarray(24)]).toEqual(Array(24).fill(9))
  })

  test('other statistics count', () => {
    const plain = preprocessImage(image, { size: 2, mean: [0, 0, 0], std: [1, 1, 1] })
    expect(plain.subarray(0, 2)).toEqual(Float32Array.of(10 / 255, 40 / 255))
  })

  test('a slice of another length is a mistake in the call', () => {
    expect(() => preprocessImage(image, { size: 2 }, new Float32Array(11))).toThrow('= 12 values, got 11')
    expect(() => preprocessImage(image, { size: 0 })).toThrow(RangeError)
  })
})

const names = [
  'landscape_401x266.jpg',
  'portrait_183x300.png',
  'gray_257x190.png',
  'rgba_123x123.png',
  'palette_200x151.png',
  'exif6_240x160.jpg',
  'wide_900x304.jpg',
  'exact_448x448.jpg',
]

interface RecordedImage {
  readonly rgb_sha256: string
  readonly u8_448_sha256: string
  readonly pixel_values_sha256_f32le: string
}

describeWithShared('against the original system', () => {
  const vectors = (file: string) => sharedPath('golden', 'vectors', file)
  let recorded: { order: string[]; images: Record<string, RecordedImage> }
  beforeAll(() => {
    recorded = JSON.parse(readFileSync(vectors('preprocess.json'), 'utf8'))
  })
  const imagePath = (name: string) => sharedPath('golden', 'images', name)
  const referencePath = (name: string, kind: string) =>
    sharedPath('golden', 'images', 'reference', `${name.replace(/\.\w+$/, '')}.${kind}.png`)

  test.each(names)('%s: every stage is identical', async (name) => {
    const expected = recorded.images[name]!
    const image = await decodeImage(imagePath(name))
    expect(sha256(image.data)).toBe(expected.rgb_sha256)

    const resampled = resampleBicubic(padToSquare(image), 448, 448)
    expect(sha256(resampled.data)).toBe(expected.u8_448_sha256)
    expect(sha256((await decodeImage(referencePath(name, 'u8_448'))).data)).toBe(expected.u8_448_sha256)

    expect(sha256(preprocessImage(image, { size: 448 }))).toBe(expected.pixel_values_sha256_f32le)
  })

  test.each(names.filter((name) => name.endsWith('.jpg')))(
    '%s: decoded pixels are the reference decoder’s',
    async (name) => {
      const reference = await decodeImage(referencePath(name, 'decoded'))
      expect(sha256((await decodeImage(imagePath(name))).data)).toBe(sha256(reference.data))
    },
  )

  test('all 256 values of each channel', () => {
    const { data } = readRecordedTensors(vectors('preprocess_448.safetensors')).get('lut')!
    const ramp = Uint8Array.from({ length: 256 * 3 }, (_, i) => i / 3)
    const out = new Float32Array(3 * 256)
    normalizePixels({ width: 256, height: 1, data: ramp }, CLIP_STATISTICS, out)
    expect(out).toEqual(Float32Array.from(data))
  })

  test('the tiny size', async () => {
    const tensors = readRecordedTensors(vectors('preprocess_tiny.safetensors'))
    const pixels = tensors.get('pixel_values')!
    const bytes = tensors.get('u8')!
    const [count, , size] = pixels.shape as [number, number, number]
    expect(recorded.order).toEqual(names)
    expect(count).toBe(names.length)
    for (const [i, name] of names.entries()) {
      const image = await decodeImage(imagePath(name))
      const part = 3 * size * size
      const { data } = resampleBicubic(padToSquare(image), size, size)
      expect(data).toEqual(Uint8Array.from(bytes.data.subarray(i * part, (i + 1) * part)))
      const values = Float32Array.from(pixels.data.subarray(i * part, (i + 1) * part))
      expect(preprocessImage(image, { size })).toEqual(values)
    }
  })
})
