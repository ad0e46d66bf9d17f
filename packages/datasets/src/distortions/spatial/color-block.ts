import type { Random } from '../core/random.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'

const BLOCK = 32

/** #23: so many squares of 32×32 pixels, each of one random colour, anywhere. */
export function colorBlock({ width, height, data }: RgbImage, blocks: number, random: Random): Samples {
  const result = data.slice()
  for (let i = 0; i < Math.round(blocks); i++) {
    const color = [random.below(256), random.below(256), random.below(256)]
    const left = random.below(width - BLOCK + 1)
    const top = random.below(height - BLOCK + 1)
    for (let y = top; y < top + BLOCK; y++) {
      for (let x = left; x < left + BLOCK; x++) result.set(color, 3 * (y * width + x))
    }
  }
  return result
}
