import { normalNoise } from '../core/normal-noise.ts'
import type { Random } from '../core/random.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'

/** #11: Gaussian noise of this variance, on the scale of 0..1, in each channel by itself. */
export function whiteNoise({ data }: RgbImage, variance: number, random: Random): Samples {
  const noise = normalNoise(data.length, random)
  const deviation = 255 * Math.sqrt(variance)
  // A clamped array rounds and keeps to 0..255.
  const noisy = new Uint8ClampedArray(data.length)
  for (let i = 0; i < data.length; i++) noisy[i] = data[i]! + deviation * noise[i]!
  return noisy
}
