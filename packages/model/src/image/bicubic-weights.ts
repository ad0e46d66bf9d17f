/** Fractional bits of a weight. With 8-bit samples a weighted sum stays within 32 bits. */
export const WEIGHT_BITS = 22

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
  /** shape [output]: how many count; 0 where only padding is seen */
  readonly count: Int32Array
  /** shape [output, stride], the first `count` of each row used */
  readonly weights: Int32Array
  readonly stride: number
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
  const stride = Math.min(2 * Math.ceil(support) + 1, image)
  const first = new Int32Array(output)
  const count = new Int32Array(output)
  const padding = new Int32Array(output)
  const weights = new Int32Array(output * stride)
  const window = new Float64Array(2 * Math.ceil(support) + 1)

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
        weights[i * stride + sample - start] = weight
        count[i]!++
      }
    }
  }
  return { first, count, weights, stride, padding }
}
