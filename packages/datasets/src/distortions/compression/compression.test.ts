import { expect, it } from 'vitest'
import { distance, testPicture } from '../../../test/test-picture.ts'
import type { Samples } from '../core/rgb-image.ts'
import { jpeg } from './jpeg.ts'
import { encodeJpeg2000, jpeg2000 } from './jpeg2000.ts'

const picture = testPicture()

/** Mean step across the borders of 8×8 blocks over that of all others. */
function blockiness(samples: Samples): number {
  const sums = [0, 0]
  const counts = [0, 0]
  for (let i = 0; i < samples.length / 3; i++) {
    const x = i % picture.width
    if (x === 0) continue
    const kind = x % 8 === 0 ? 1 : 0
    sums[kind]! += Math.abs(samples[3 * i]! - samples[3 * i - 3]!)
    counts[kind]!++
  }
  return sums[1]! / counts[1]! / (sums[0]! / counts[0]!)
}

it('JPEG shows its blocks, the more the lower the quality', async () => {
  const qualities = [43, 24, 7, 4]
  const results = await Promise.all(qualities.map((quality) => jpeg(picture, quality)))
  // No blocks are 1: the picture has 1.04, and quality 4 three times as much.
  expect(blockiness(results[3]!)).toBeGreaterThan(2 * blockiness(picture.data))
  const distances = results.map((result) => distance(result, picture.data))
  expect(distances).toEqual(distances.toSorted((a, b) => a - b))
})

it('JPEG 2000 blurs without blocks, the more the smaller the file', async () => {
  const distances: number[] = []
  for (const ratio of [4, 16, 45, 120, 400])
    distances.push(distance(await jpeg2000(picture, ratio), picture.data))
  expect(distances).toEqual(distances.toSorted((a, b) => a - b))
  // A ratio of 4 is nearly all that this picture takes: 0.74 levels are missing.
  expect(distances[0]).toBeLessThan(1)
  // The mildest JPEG above has 1.36 times the blocks of the picture, JPEG 2000 at any ratio at most 1.10 times.
  expect(blockiness(await jpeg2000(picture, 120))).toBeLessThan(1.2 * blockiness(picture.data))
})

it.each([16, 32, 45, 120, 400])('JPEG 2000 is %d times smaller than the pixels', async (ratio) => {
  const large = testPicture(512, 384)
  const file = await encodeJpeg2000(large, ratio)
  const promised = large.data.length / ratio
  // The codec stops before the first pass that no longer fits, but does not count the last few bytes of the file's frame.
  expect(file.length).toBeLessThan(promised + 16)
  // A pass is 230 bytes or less here: 1,251 bytes of 1,474 at a ratio of 400.
  expect(file.length).toBeGreaterThan(promised - 256)
})
