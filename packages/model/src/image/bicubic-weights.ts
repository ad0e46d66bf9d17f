/** Fractional bits of a weight. With 8-bit samples a weighted sum stays within 32 bits. */
export const WEIGHT_BITS = 22

/** A weight is kept in two halves, 2^11 · upper + lower, each of which fits into 16 bits. */
const LOW_BITS = 11

/** One axis of a canvas, the stretch of it that an image covers, and the length it is resampled to. */
export interface ResampledAxis {
  readonly canvas: number
  readonly offset: number
  readonly image: number
  readonly output: number
}

/**
 * Which image samples make each output sample, and how much each counts, as fixed-point integers with
 * `WEIGHT_BITS` fractional bits.
 */
export interface AxisWeights {
  /** shape [output]: the first image sample that counts */
  readonly first: Int32Array
  /** Half the number of weights of an output sample. */
  readonly pairs: number
  /**
   * shape [output, pairs, 2, 2]: the upper halves of two weights, then their lower `LOW_BITS` bits; 0 behind the last
   * sample that counts
   */
  readonly halves: Int16Array
  /** shape [output]: the total weight of the padding seen */
  readonly padding: Int32Array
}

/** The cubic convolution kernel with a = −1/2 (Keys 1981), on |x| < 2. */
function cubicKernel(x: number): number {
  const a = -0.5
  const t = Math.abs(x)
  if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1
  if (t < 2) return (((t - 5) * t + 8) * t - 4) * a
  return 0
}

/**
 * Weights of an antialiased bicubic resampling of one axis, to the bit those of Pillow's 8-bit `resize`.
 *
 * For n → m samples let s = n/m and f = max(s, 1). Output i is centred at c = (i + ½)s and sees the samples
 * j in [c − 2f + ½, c + 2f + ½), each cut to an integer and to the canvas, with weight k((j − c + ½)/f),
 * normalised to sum 1 in float64 and then rounded (halves away from zero) to `WEIGHT_BITS` bits. When
 * shrinking, the kernel widens with f; that is what keeps fine detail from aliasing.
 */
export function bicubicWeights({ canvas, offset, image, output }: ResampledAxis): AxisWeights {
  const scale = canvas / output
  const filterScale = Math.max(scale, 1)
  const inverse = 1 / filterScale
  const support = 2 * filterScale
  const window = new Float64Array(2 * Math.ceil(support) + 1)
  const pairs = Math.ceil(Math.min(window.length, image) / 2)
  const first = new Int32Array(output)
  const padding = new Int32Array(output)
  const halves = new Int16Array(output * pairs * 4)

  for (let i = 0; i < output; i++) {
    const centre = (i + 0.5) * scale
    const low = Math.max(Math.trunc(centre - support + 0.5), 0)
    const high = Math.min(Math.trunc(centre + support + 0.5), canvas)
    let sum = 0
    for (let j = low; j < high; j++) sum += window[j - low] = cubicKernel((j - centre + 0.5) * inverse)
    const start = Math.min(Math.max(low - offset, 0), image)
    first[i] = start
    for (let j = low; j < high; j++) {
      const exact = (window[j - low]! / sum) * 2 ** WEIGHT_BITS
      const weight = Math.trunc(exact + (exact < 0 ? -0.5 : 0.5))
      const sample = j - offset
      if (sample < 0 || sample >= image) {
        padding[i]! += weight
      } else {
        const tap = sample - start
        const at = (i * pairs + (tap >> 1)) * 4 + (tap & 1)
        halves[at] = weight >> LOW_BITS
        halves[at + 2] = weight & (2 ** LOW_BITS - 1)
      }
    }
  }
  return { first, pairs, halves, padding }
}
