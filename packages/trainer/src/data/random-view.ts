import { cutView } from '@deqa/model/image'
import { randomOf } from './random.ts'
import type { Pixels } from './resize-image.ts'

/** Which square a draw shows of an image: always the same one. */
export interface RandomView {
  readonly seed: number
  /** Number of the draw, over all epochs. */
  readonly draw: number
  readonly side: 'a' | 'b'
}

/** A square of S × S from anywhere in an image, all places equally likely. */
export function randomView(
  { width, height, pixels }: Pixels,
  size: number,
  { seed, draw, side }: RandomView,
): Pixels {
  const random = randomOf(seed, 'view', draw, side)
  const place = { left: random.below(width - size + 1), top: random.below(height - size + 1) }
  const { data } = cutView({ width, height, data: pixels }, place, size)
  return { width: size, height: size, pixels: data as Uint8Array<ArrayBuffer> }
}
