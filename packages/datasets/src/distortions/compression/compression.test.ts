import { expect, it } from 'vitest'
import { distance, testPicture } from '../../../test/test-picture.ts'
import type { Samples } from '../core/rgb-image.ts'
import { jpeg } from './jpeg.ts'
import { jpeg2000 } from './jpeg2000.ts'

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
  expect(blockiness(results[3]!)).toBeGreaterThan(2 * blockiness(picture.data))
  const distances = results.map((result) => distance(result, picture.data))
  expect(distances).toEqual(distances.toSorted((a, b) => a - b))
})

it('JPEG 2000 blurs without blocks, the more the smaller the file', async () => {
  const distances: number[] = []
  for (const ratio of [4, 16, 45, 120, 400])
    distances.push(distance(await jpeg2000(picture, ratio), picture.data))
  expect(distances).toEqual(distances.toSorted((a, b) => a - b))
  expect(distances[0]).toBeLessThan(15)
  expect(blockiness(await jpeg2000(picture, 120))).toBeLessThan(2 * blockiness(picture.data))
})
