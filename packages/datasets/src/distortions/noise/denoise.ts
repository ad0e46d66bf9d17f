import { denoisePlane } from '../core/denoise-plane.ts'
import type { Random } from '../core/random.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'
import { whiteNoise } from './white-noise.ts'

/**
 * #15: white noise of this variance, taken away again, each channel by itself: smeared texture and blotches.
 *
 * KADID used a trained network (DnCNN) for the second step; here it is thresholding of overlapping cosine blocks,
 * which needs no weights.
 */
export function denoise(image: RgbImage, variance: number, random: Random): Samples {
  const noisy = whiteNoise(image, variance, random)
  const cleaned = new Uint8ClampedArray(noisy.length)
  const plane = new Float32Array(noisy.length / 3)
  for (let channel = 0; channel < 3; channel++) {
    for (let i = 0; i < plane.length; i++) plane[i] = noisy[3 * i + channel]!
    const clean = denoisePlane(plane, image, 255 * Math.sqrt(variance))
    for (let i = 0; i < plane.length; i++) cleaned[3 * i + channel] = clean[i]!
  }
  return cleaned
}
