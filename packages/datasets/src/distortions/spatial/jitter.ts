import { cubicWeights } from '../core/cubic-weights.ts'
import { normalNoise } from '../core/normal-noise.ts'
import type { Random } from '../core/random.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'

const ROUNDS = 5

/** #19: five times over, each pixel is fetched from a place that a Gaussian of deviation `amount` pixels moves. */
export function jitter(image: RgbImage, amount: number, random: Random): Samples {
  let samples = Float32Array.from(image.data)
  for (let round = 0; round < ROUNDS; round++) samples = scatter(samples, image, amount, random)
  return samples
}

function scatter(
  samples: Float32Array<ArrayBuffer>,
  { width, height }: RgbImage,
  amount: number,
  random: Random,
): Float32Array<ArrayBuffer> {
  const noise = normalNoise(2 * width * height, random)
  const moved = new Float32Array(samples.length)
  const row = 3 * width
  const across = new Float64Array(4)
  const down = new Float64Array(4)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const fromX = Math.min(Math.max(x + amount * noise[2 * at]!, 0), width - 1)
      const fromY = Math.min(Math.max(y + amount * noise[2 * at + 1]!, 0), height - 1)
      const column = Math.floor(fromX)
      const line = Math.floor(fromY)
      cubicWeights(fromX - column, across)
      cubicWeights(fromY - line, down)
      // The four columns and lines about that place, inside the image.
      const c0 = 3 * Math.max(column - 1, 0)
      const c1 = 3 * column
      const c2 = 3 * Math.min(column + 1, width - 1)
      const c3 = 3 * Math.min(column + 2, width - 1)
      const l0 = row * Math.max(line - 1, 0)
      const l1 = row * line
      const l2 = row * Math.min(line + 1, height - 1)
      const l3 = row * Math.min(line + 2, height - 1)
      const [a0, a1, a2, a3] = [across[0]!, across[1]!, across[2]!, across[3]!]
      for (let channel = 0; channel < 3; channel++) {
        const [i0, i1, i2, i3] = [c0 + channel, c1 + channel, c2 + channel, c3 + channel]
        const value =
          down[0]! *
            (a0 * samples[l0 + i0]! +
              a1 * samples[l0 + i1]! +
              a2 * samples[l0 + i2]! +
              a3 * samples[l0 + i3]!) +
          down[1]! *
            (a0 * samples[l1 + i0]! +
              a1 * samples[l1 + i1]! +
              a2 * samples[l1 + i2]! +
              a3 * samples[l1 + i3]!) +
          down[2]! *
            (a0 * samples[l2 + i0]! +
              a1 * samples[l2 + i1]! +
              a2 * samples[l2 + i2]! +
              a3 * samples[l2 + i3]!) +
          down[3]! *
            (a0 * samples[l3 + i0]! +
              a1 * samples[l3 + i1]! +
              a2 * samples[l3 + i2]! +
              a3 * samples[l3 + i3]!)
        moved[3 * at + channel] = Math.min(255, Math.max(0, value))
      }
    }
  }
  return moved
}
