import type { RgbImage } from '@deqa/datasets/distortions'
import { randomSource } from '@deqa/examples/noise'

/** Red, green and blue in [0, 1], as they are stored (sRGB). */
export type Color = readonly [number, number, number]

/** What is seen at a point; both axes run from 0 to 1, the second one downwards. */
export type Painting = (x: number, y: number) => Color

/** Uniform numbers in [0, 1) with the draws that paintings need. */
export interface Draws {
  /** In [from, to). */
  between(from: number, to: number): number
  /** A whole number in [0, end). */
  below(end: number): number
  color(): Color
}

export function drawsOf(seed: number): Draws {
  // Neighbouring seeds give unrelated numbers only after the seed is spread.
  const random = randomSource(Math.imul(seed + 1, 0x9e3779b1))
  const between = (from: number, to: number) => from + (to - from) * random()
  return {
    between,
    below: (end) => Math.floor(random() * end),
    color() {
      // A grey with some tint: the colours of things are duller than those of a random cube.
      const [grey, tint] = [between(0.2, 0.8), between(0.05, 0.25)]
      const channel = () => Math.min(1, Math.max(0, grey + between(-tint, tint)))
      return [channel(), channel(), channel()]
    },
  }
}

const SAMPLES_PER_AXIS = 2

/** A square picture of a painting, four samples to a pixel, so that edges are as soft as a lens would leave them. */
export function draw(painting: Painting, side: number): RgbImage {
  const data = new Uint8Array(side * side * 3)
  const samples = SAMPLES_PER_AXIS ** 2
  for (let pixel = 0; pixel < side * side; pixel++) {
    const sum = [0, 0, 0]
    for (let sample = 0; sample < samples; sample++) {
      const x = (pixel % side) + ((sample % SAMPLES_PER_AXIS) + 0.5) / SAMPLES_PER_AXIS
      const y = Math.floor(pixel / side) + (Math.floor(sample / SAMPLES_PER_AXIS) + 0.5) / SAMPLES_PER_AXIS
      const color = painting(x / side, y / side)
      for (let channel = 0; channel < 3; channel++) sum[channel]! += color[channel]!
    }
    for (let channel = 0; channel < 3; channel++) {
      const value = Math.round((255 * sum[channel]!) / samples)
      data[3 * pixel + channel] = Math.min(255, Math.max(0, value))
    }
  }
  return { width: side, height: side, data }
}

/** A mixture of two colours. */
export function blend(a: Color, b: Color, share: number): Color {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share]
}

/** A colour made lighter or darker. */
export function shade(color: Color, factor: number): Color {
  return [color[0] * factor, color[1] * factor, color[2] * factor]
}
