import type { Samples } from './rgb-image.ts'

/**
 * Rounds samples to 8 bits after stretching their range, linearly and the same for all channels, to the hull of
 * [min, max] of the original and what of their own lies in 0..255.
 *
 * KADID's generator stretches each result to the full range before it is saved, so a blurred picture keeps its
 * contrast, and a shifted one its white. For an original that fills 0..255 this is the same; one that does not, such
 * as a photograph in fog, stays as flat as it was.
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
