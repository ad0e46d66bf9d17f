import { pointSpread, spreadPoints } from '../core/point-spread.ts'
import type { Random } from '../core/random.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'

/** #03: the camera moved by `length` pixels along a straight line of random direction, 0°..180°. */
export function motionBlur(image: RgbImage, length: number, random: Random): Samples {
  return motionBlurAt(image, length, Math.PI * random.next())
}

/**
 * Each point becomes a line that weighs max(0, 1 − distance to the segment), so that it looks as bright at any angle.
 *
 * @param angle - in radians, from the x axis.
 */
export function motionBlurAt(image: RgbImage, length: number, angle: number): Samples {
  const half = (Math.max(1, length) - 1) / 2
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
  const spread = pointSpread(Math.ceil(half), (x, y) => {
    const along = Math.max(0, Math.abs(x * cosine + y * sine) - half)
    const across = y * cosine - x * sine
    return Math.max(0, 1 - Math.hypot(along, across))
  })
  return spreadPoints(image, spread)
}
