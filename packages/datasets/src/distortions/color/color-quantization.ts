import { COLOR_BITS, minimumVariancePalette } from '../core/minimum-variance-palette.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'

/** #06: a palette of this many colours, chosen for the least variance, with Floyd–Steinberg dither. */
export function colorQuantization({ width, height, data }: RgbImage, colors: number): Samples {
  const palette = minimumVariancePalette(data, Math.round(colors))
  const nearest = nearestColor(palette)
  const result = new Uint8Array(data.length)
  const row = width * 3
  // Errors of this row and the next one, with a pixel of room on both sides.
  let errors = new Float32Array(row + 6)
  let below = new Float32Array(row + 6)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * row + 3 * x
      // Cut off, lest the errors of colours outside the palette pile up.
      const red = toByte(data[at]! + errors[3 * x + 3]!)
      const green = toByte(data[at + 1]! + errors[3 * x + 4]!)
      const blue = toByte(data[at + 2]! + errors[3 * x + 5]!)
      const color = 3 * nearest(red, green, blue)
      for (let channel = 0; channel < 3; channel++) {
        const chosen = palette[color + channel]!
        const error = (channel === 0 ? red : channel === 1 ? green : blue) - chosen
        const here = 3 * x + 3 + channel
        result[at + channel] = chosen
        errors[here + 3]! += (7 / 16) * error
        below[here - 3]! += (3 / 16) * error
        below[here]! += (5 / 16) * error
        below[here + 3]! += (1 / 16) * error
      }
    }
    ;[errors, below] = [below, errors.fill(0)]
  }
  return result
}

/** Finds the palette's nearest colour, once for each cell of a coarse grid. */
function nearestColor(palette: Uint8Array): (red: number, green: number, blue: number) => number {
  const found = new Int16Array(1 << (3 * COLOR_BITS)).fill(-1)
  const shift = 8 - COLOR_BITS
  return (red, green, blue) => {
    const r = red >> shift
    const g = green >> shift
    const b = blue >> shift
    const cell = (r << (2 * COLOR_BITS)) | (g << COLOR_BITS) | b
    if (found[cell]! < 0) {
      const half = 1 << (shift - 1)
      found[cell] = search(palette, (r << shift) + half, (g << shift) + half, (b << shift) + half)
    }
    return found[cell]!
  }
}

function toByte(value: number): number {
  return Math.min(255, Math.max(0, value))
}

function search(palette: Uint8Array, red: number, green: number, blue: number): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < palette.length; i += 3) {
    const distance = (palette[i]! - red) ** 2 + (palette[i + 1]! - green) ** 2 + (palette[i + 2]! - blue) ** 2
    if (distance < least) [best, least] = [i / 3, distance]
  }
  return best
}
