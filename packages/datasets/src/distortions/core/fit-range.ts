import type { Samples } from './rgb-image.ts'

/**
 * Rounds samples to 8 bits after stretching their range, linearly and the same for all channels, to the hull of
 * [min, max] of the original and what of their own lies in 0..255.
 *
 * KADID's generator stretches each picture to the full range before it is damaged and again before it is saved, so a
 * blurred picture keeps its contrast, and a shifted one its white. For an original that fills 0..255 this is the same.
 * One that does not, such as a photograph in fog, is not stretched before, and after it keeps its range only where the
 * result stays within that. What leaves it at one end is stretched back to the old place of the other: a shift by 20
 * levels of 80..165 ends as 80..185, with more contrast than before, not as 100..185.
 */
export function fitRange(samples: Samples, original: Uint8Array): Uint8Array {
  const from = rangeOf(samples)
  const own = rangeOf(original)
  const low = Math.min(own.min, Math.max(0, from.min))
  const high = Math.max(own.max, Math.min(255, from.max))
  const scale = from.max > from.min ? (high - low) / (from.max - from.min) : 1
  const offset = low - from.min * scale + 0.5
  const fitted = new Uint8Array(samples.length)
  // Adding a half and cutting rounds; the range needs no clamp.
  for (let i = 0; i < samples.length; i++) fitted[i] = samples[i]! * scale + offset
  return fitted
}

function rangeOf(samples: Samples): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i]!
    if (value < min) min = value
    if (value > max) max = value
  }
  return { min, max }
}
