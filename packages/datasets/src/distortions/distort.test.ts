import { describe, expect, it } from 'vitest'
import { distance, testPicture } from '../../test/test-picture.ts'
import { distort, distortChain } from './distort.ts'
import { DISTORTION_TYPES, type DistortionType, STRENGTHS } from './distortion-types.ts'

const picture = testPicture()

const drawn: readonly DistortionType[] = [
  'motion blur',
  'color shift',
  'white noise',
  'white noise in color component',
  'impulse noise',
  'multiplicative noise',
  'denoise',
  'jitter',
  'non-eccentricity patch',
  'color block',
]
// KADID's strengths go through "nothing changed" in the middle, or weaken and then strengthen contrast.
const twoSided: readonly DistortionType[] = ['mean shift', 'contrast change']
// The weakest strength of these changes nothing: σ = 0.1, a motion of one pixel, saturation times one.
const nothing: readonly DistortionType[] = ['gaussian blur', 'motion blur', 'color saturation 2']

describe.each(DISTORTION_TYPES)('%s', (type) => {
  it('gives the same pixels for the same seed and leaves the original alone', async () => {
    // A Buffer, as sharp gives one.
    const original = { ...picture, data: Buffer.from(picture.data) }
    const first = await distort(original, { type, strength: 4, seed: 'a' })
    expect(distance(original.data, picture.data)).toBe(0)
    expect([first.width, first.height]).toEqual([picture.width, picture.height])
    expect(first.data).toHaveLength(picture.data.length)
    const again = await distort(picture, { type, strength: 4, seed: 'a' })
    expect(distance(again.data, first.data)).toBe(0)
    const other = await distort(picture, { type, strength: 4, seed: 'b' })
    expect(distance(other.data, first.data) > 0).toBe(drawn.includes(type))
  })

  it('moves further from the original with strength', async () => {
    const distances: number[] = []
    for (const strength of STRENGTHS) {
      const { data } = await distort(picture, { type, strength, seed: 'a' })
      distances.push(distance(data, picture.data))
    }
    if (nothing.includes(type)) expect(distances[0]).toBe(0)
    if (twoSided.includes(type)) {
      expect(distances[2]).toBeLessThan(Math.min(distances[0]!, distances[4]!))
    } else {
      expect(distances[4]).toBeGreaterThan(distances[0]!)
      // Slips of texture by 6 and by 12 pixels are alike, to KADID's raters too.
      if (type !== 'color shift') expect(distances[4]).toBeGreaterThan(distances[2]!)
      expect(distances[2]).toBeGreaterThan(distances[0]!)
    }
  })

  it('works on the smallest picture, and between two strengths', async () => {
    const small = testPicture(64, 64)
    const { data } = await distort(small, { type, strength: 4.5, seed: 1 })
    expect(distance(data, small.data)).toBeGreaterThan(0)
  })
})

it('keeps the range of values of the original', async () => {
  const { data } = await distort(picture, { type: 'gaussian blur', strength: 5, seed: 0 })
  expect([Math.min(...data), Math.max(...data)]).toEqual([0, 255])
  const foggy = { ...picture, data: picture.data.map((value) => 100 + value / 5) }
  const blurred = await distort(foggy, { type: 'gaussian blur', strength: 5, seed: 0 })
  expect([Math.min(...blurred.data), Math.max(...blurred.data)]).toEqual([100, 151])
})

it('chains steps, each with its own seed', async () => {
  const step = { type: 'white noise', strength: 3 } as const
  const twice = await distortChain(picture, { steps: [step, step], seed: 7 })
  const first = await distort(picture, { ...step, seed: '7/0' })
  const second = await distort(first, { ...step, seed: '7/1' })
  expect(distance(twice.data, second.data)).toBe(0)
  expect(await distortChain(picture, { steps: [], seed: 7 })).toBe(picture)
})

it.each([
  ['an unknown type', picture, { type: 'gaussian', strength: 1 }, 'expected one of DISTORTION_TYPES'],
  ['strength 0', picture, { type: 'jpeg', strength: 0 }, 'expected a strength in [1, 5], got 0'],
  ['no strength', picture, { type: 'jpeg', strength: Number.NaN }, 'expected a strength in [1, 5]'],
  ['a tiny picture', testPicture(63, 64), { type: 'jpeg', strength: 1 }, 'got 63×64'],
  ['missing pixels', { ...picture, height: 97 }, { type: 'jpeg', strength: 1 }, 'bytes of RGB'],
])('refuses %s', async (_, image, step, message) => {
  await expect(distort(image, { ...(step as { type: 'jpeg'; strength: number }), seed: 0 })).rejects.toThrow(
    message,
  )
})
