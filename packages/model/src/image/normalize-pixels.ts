import type { RgbImage } from './types.ts'

/** Mean and standard deviation per channel, on the scale where white is 1. */
export interface PixelStatistics {
  readonly mean: readonly [red: number, green: number, blue: number]
  readonly std: readonly [red: number, green: number, blue: number]
}

/** The statistics of CLIP's training images, which the network was trained with. */
export const CLIP_STATISTICS: PixelStatistics = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
}

/**
 * 8-bit pixels as the network's numbers, (v/255 − mean) / std per channel, channel planes one after another.
 *
 * The product v · (1/255) is made in float64 and rounded to float32; the rest is float32 arithmetic. So there
 * are 256 results per channel, and they are looked up. Identical to the CLIP image processor of transformers.
 *
 * @param out - shape [3, height, width], written to in full.
 */
export function normalizePixels(image: RgbImage, statistics: PixelStatistics, out: Float32Array): void {
  const { data } = image
  const pixels = image.width * image.height
  for (let channel = 0; channel < 3; channel++) {
    const table = channelTable(statistics.mean[channel]!, statistics.std[channel]!)
    const plane = channel * pixels
    for (let i = 0, from = channel; i < pixels; i++, from += 3) out[plane + i] = table[data[from]!]!
  }
}

function channelTable(mean: number, std: number): Float32Array {
  const { fround } = Math
  return Float32Array.from({ length: 256 }, (_, value) => {
    const centred = fround(fround(value * (1 / 255)) - fround(mean))
    return fround(centred / fround(std))
  })
}
