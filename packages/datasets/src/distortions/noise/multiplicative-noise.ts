import type { Random } from '../core/random.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'

/** #14: speckle. Each sample x becomes x + n x, with n uniform, of mean 0 and this variance. */
export function multiplicativeNoise({ data }: RgbImage, variance: number, random: Random): Samples {
  const reach = Math.sqrt(3 * variance)
  const noisy = new Uint8ClampedArray(data.length)
  for (let i = 0; i < data.length; i++) noisy[i] = data[i]! * (1 + reach * (2 * random.next() - 1))
  return noisy
}
