import type { Random } from '../core/random.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'

/** #13: this share of all samples, each channel by itself, becomes 0 or 255, half of it each. */
export function impulseNoise({ data }: RgbImage, density: number, random: Random): Samples {
  const noisy = data.slice()
  for (let i = 0; i < noisy.length; i++) {
    const chance = random.next()
    if (chance < density) noisy[i] = chance < density / 2 ? 0 : 255
  }
  return noisy
}
