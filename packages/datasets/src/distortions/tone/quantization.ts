import { otsuThresholds } from '../core/otsu-thresholds.ts'
import type { RgbImage, Samples } from '../core/rgb-image.ts'

/**
 * #22: levels + 1 values for all channels. They are cut at Otsu's thresholds of all samples; each stretch takes its
 * upper threshold, the first one 0 and the last one 255, so that a picture which does not fill 0..255 gains contrast. (In
 * KADID all of them fill it: its generator stretches them first.)
 */
export function quantization({ data }: RgbImage, levels: number): Samples {
  const histogram = new Float64Array(256)
  for (let i = 0; i < data.length; i++) histogram[data[i]!]!++
  const thresholds = otsuThresholds(histogram, Math.round(levels))
  const table = Uint8Array.from({ length: 256 }, (_, value) => {
    const index = thresholds.findIndex((threshold) => value <= threshold)
    return index === 0 ? 0 : index < 0 ? 255 : thresholds[index]!
  })
  return data.map((value) => table[value]!)
}
