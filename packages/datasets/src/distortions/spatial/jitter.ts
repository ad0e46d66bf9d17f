import { cubicWeights } from '../core/cubic-weights.ts'
import { normalNoise } from '../core/normal-noise.ts'
import type { Random } from '../core/random.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'

const ROUNDS = 5
/** Places between two pixels that are told apart. */
const STEPS = 256

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
  weights ??= weightTable()
  const table = weights
  const noise = normalNoise(2 * width * height, random)
  const moved = new Float32Array(samples.length)
  const row = 3 * width
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const fromX = Math.min(Math.max(x + amount * noise[2 * at]!, 0), width - 1)
      const fromY = Math.min(Math.max(y + amount * noise[2 * at + 1]!, 0), height - 1)
      const column = fromX | 0
      const line = fromY | 0
      const across = (((fromX - column) * STEPS) | 0) * 4
      const down = (((fromY - line) * STEPS) | 0) * 4
      const a0 = table[across]!
      const a1 = table[across + 1]!
      const a2 = table[across + 2]!
      const a3 = table[across + 3]!
      // The four columns about that place, inside the image.
      const i0 = column > 0 ? 3 * column - 3 : 0
      const i1 = 3 * column
      const i2 = column < width - 1 ? i1 + 3 : i1
      const i3 = column < width - 2 ? i2 + 3 : i2
      let red = 0
      let green = 0
      let blue = 0
      for (let k = 0; k < 4; k++) {
        const start = row * Math.min(Math.max(line + k - 1, 0), height - 1)
        const weight = table[down + k]!
        const p0 = start + i0
        const p1 = start + i1
        const p2 = start + i2
        const p3 = start + i3
        red += weight * (a0 * samples[p0]! + a1 * samples[p1]! + a2 * samples[p2]! + a3 * samples[p3]!)
        green +=
          weight *
          (a0 * samples[p0 + 1]! + a1 * samples[p1 + 1]! + a2 * samples[p2 + 1]! + a3 * samples[p3 + 1]!)
        blue +=
          weight *
          (a0 * samples[p0 + 2]! + a1 * samples[p1 + 2]! + a2 * samples[p2 + 2]! + a3 * samples[p3 + 2]!)
      }
      moved[3 * at] = Math.min(255, Math.max(0, red))
      moved[3 * at + 1] = Math.min(255, Math.max(0, green))
      moved[3 * at + 2] = Math.min(255, Math.max(0, blue))
    }
  }
  return moved
}

let weights: Float64Array | undefined

/** Weights of four neighbours at each place between two pixels. */
function weightTable(): Float64Array {
  const table = new Float64Array(4 * STEPS)
  for (let step = 0; step < STEPS; step++) cubicWeights(step / STEPS, table.subarray(4 * step, 4 * step + 4))
  return table
}
