import type { RgbImage, Samples } from '../src/distortions/core/rgb-image.ts'

/** A small colourful picture with slopes, edges and texture that fills 0..255. */
export function testPicture(width = 128, height = 96): RgbImage {
  const data = new Uint8ClampedArray(width * height * 3)
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)]
    const texture = 30 * Math.sin(x * 0.9) * Math.cos(y * 0.7) + 12 * Math.sin(x * 2.3 + y * 1.9)
    const disk = Math.hypot(x - width * 0.6, y - height * 0.4) < height / 4 ? 90 : 0
    data[3 * i] = 40 + (150 * x) / width + texture + disk
    data[3 * i + 1] = 60 + (120 * y) / height + texture
    data[3 * i + 2] = 200 - (160 * x) / width + texture - disk
  }
  // A black and a white corner: the whole range.
  for (let y = 0; y < 8; y++) {
    data.fill(0, 3 * y * width, 3 * (y * width + 8))
    data.fill(255, 3 * ((y + 1) * width - 8), 3 * (y + 1) * width)
  }
  return { width, height, data: new Uint8Array(data.buffer) }
}

/** Every sample the same. */
export function flatPicture(level: number, width = 96, height = 96): RgbImage {
  return { width, height, data: new Uint8Array(width * height * 3).fill(level) }
}

/** Root mean square difference, in levels. */
export function distance(a: Samples, b: Samples): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2
  return Math.sqrt(sum / a.length)
}

/** Mean squared step from one pixel to the next along rows. */
export function gradientEnergy({ width }: RgbImage, samples: Samples): number {
  let sum = 0
  for (let i = 3; i < samples.length; i++)
    if (Math.floor(i / 3) % width !== 0) sum += (samples[i]! - samples[i - 3]!) ** 2
  return sum / samples.length
}

/** Mean and variance of every `step`-th sample from `first`. */
export function moments(samples: Samples, first = 0, step = 1): { mean: number; variance: number } {
  let [count, sum, squares] = [0, 0, 0]
  for (let i = first; i < samples.length; i += step) {
    count++
    sum += samples[i]!
    squares += samples[i]! ** 2
  }
  const mean = sum / count
  return { mean, variance: squares / count - mean * mean }
}

/** Number of different colours. */
export function colorCount(samples: Samples): number {
  const colors = new Set<number>()
  for (let i = 0; i < samples.length; i += 3)
    colors.add((samples[i]! << 16) | (samples[i + 1]! << 8) | samples[i + 2]!)
  return colors.size
}
