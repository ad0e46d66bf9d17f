import { normalNoise } from '../core/normal-noise.ts'
import type { Random } from '../core/random.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'

/**
 * #12: Gaussian noise of this variance, on the scale of 0..1, in Y, Cb and Cr (BT.601, of 8 bits 16..235 and
 * 16..240). Going there and back is linear, so the noise alone goes back.
 */
export function colorComponentNoise({ data }: RgbImage, variance: number, random: Random): Samples {
  const noise = normalNoise(data.length, random)
  const deviation = 255 * Math.sqrt(variance)
  const noisy = new Uint8ClampedArray(data.length)
  for (let i = 0; i < data.length; i += 3) {
    const luma = (255 / 219) * deviation * noise[i]!
    const blue = (255 / 224) * deviation * noise[i + 1]!
    const red = (255 / 224) * deviation * noise[i + 2]!
    noisy[i] = data[i]! + luma + 1.402 * red
    noisy[i + 1] = data[i + 1]! + luma - 0.344136 * blue - 0.714136 * red
    noisy[i + 2] = data[i + 2]! + luma + 1.772 * blue
  }
  return noisy
}
