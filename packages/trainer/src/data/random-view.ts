import { cutView } from '@deqa/model/image'
import type { Random } from './random.ts'
import type { Pixels } from './resize-image.ts'

/** A square of S × S from anywhere in an image, all places equally likely: [S, S, 3]. */
export function randomView({ width, height, pixels }: Pixels, size: number, random: Random): Uint8Array {
  const place = { left: random.below(width - size + 1), top: random.below(height - size + 1) }
  return cutView({ width, height, data: pixels }, place, size).data
}
