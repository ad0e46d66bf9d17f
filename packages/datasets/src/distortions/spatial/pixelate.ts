import type { RgbImage, Samples } from '../core/rgb-image.ts'

/** #21: reduced to z = 0.95 − strength^0.6 of its sides and enlarged again, both to the nearest pixel. */
export function pixelate({ width, height, data }: RgbImage, strength: number): Samples {
  const scale = 0.95 - strength ** 0.6
  const columns = sources(width, scale)
  const rows = sources(height, scale)
  const result = new Uint8Array(data.length)
  let at = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (rows[y]! * width + columns[x]!)
      result[at++] = data[from]!
      result[at++] = data[from + 1]!
      result[at++] = data[from + 2]!
    }
  }
  return result
}

/** Where each of `length` pixels comes from, through the middle of its pixel in the small image. */
function sources(length: number, scale: number): Int32Array {
  const small = Math.max(1, Math.ceil(length * scale))
  return Int32Array.from({ length }, (_, i) => {
    const inSmall = Math.floor(((i + 0.5) * small) / length)
    return Math.floor(((inSmall + 0.5) * length) / small)
  })
}
