import type { RgbImage } from './types.ts'

/**
 * CMYK as RGB without colour management, by Pillow's rule: with w = 255 − K, each colour becomes
 * w − round(ink · w / 255).
 */
export function cmykToRgb(width: number, height: number, cmyk: Uint8Array): RgbImage {
  const rgb = new Uint8Array(width * height * 3)
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    const white = 255 - cmyk[from + 3]!
    for (let channel = 0; channel < 3; channel++) {
      const product = cmyk[from + channel]! * white + 128
      rgb[to + channel] = white - ((product + (product >> 8)) >> 8)
    }
  }
  return { width, height, data: rgb }
}
