import { ImageUnsuitable } from '../errors.ts'
import { luminance } from '../image/luminance.ts'
import type { RgbImage } from '../image/rgb-image.ts'

/**
 * Mean magnitude of the luminance's gradient, in levels of 255 per pixel, from central differences at the pixels that
 * have all four neighbours:
 *
 *   mean √(((I(x+1) − I(x−1)) / 2)² + ((I(y+1) − I(y−1)) / 2)²)
 *
 * The oldest measure of sharpness. It takes noise for detail. 0 on a plain area.
 *
 * @throws {ImageUnsuitable} if a side is below 3 pixels.
 */
export function meanGradient(image: RgbImage): number {
  const { width, height, data } = luminance(image)
  if (Math.min(width, height) < 3)
    throw new ImageUnsuitable(
      'mean gradient',
      'sides of 3 pixels or more',
      `${width}×${height}`,
      'A pixel needs neighbours on all sides.',
    )
  let sum = 0
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1, i = y * width + 1; x < width - 1; x++, i++) {
      const across = data[i + 1]! - data[i - 1]!
      const down = data[i + width]! - data[i - width]!
      sum += Math.sqrt(across * across + down * down)
    }
  }
  return sum / 2 / ((width - 2) * (height - 2))
}
