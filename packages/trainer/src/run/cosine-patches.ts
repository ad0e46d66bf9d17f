import type { NetworkConfig } from '@deqa/model/training'

type Rgb = readonly [red: number, green: number, blue: number]

/** Luminance (Rec. 601) and two differences of colour. */
const LUMINANCE: Rgb = [0.299, 0.587, 0.114]
const DIFFERENCES: readonly Rgb[] = [
  [-0.25, -0.25, 0.5],
  [0.5, -0.5, 0],
]

/** Share of the rows that see luminance, where most damage shows. */
const LUMINANCE_SHARE = 0.7
/** Colour varies less than luminance. */
const DIFFERENCE_GAIN = 3
/** What an orthonormal transform's mean is multiplied with, and its frequency f, times f^1.2: all become about 1. */
const MEAN_GAIN = 0.25
const FREQUENCY_GAIN = 0.6
const WHITENING_EXPONENT = 1.2

/**
 * A patch embedding to begin with, instead of a random one: cosine transforms of a patch's luminance and colour, each
 * frequency scaled so that photographs give all of them about the same variance.
 *
 * The amplitudes of photographs fall about as 1/f. So in a random projection the fine detail, in which blur, noise and
 * compression show, is a hundredth of what is seen, and a small network takes long to find it.
 *
 * @returns shape [width, 3, P, P], flat. With fewer rows than frequencies these are taken evenly, the lowest first; rows
 *   beyond all frequencies are zero.
 */
export function cosinePatches({ width, patchSize }: NetworkConfig['vision']): Float32Array {
  const frequencies = Array.from({ length: patchSize ** 2 }, (_, i) => ({
    across: i % patchSize,
    down: Math.floor(i / patchSize),
  })).sort((a, b) => Math.hypot(a.across, a.down) - Math.hypot(b.across, b.down))
  const bright = Math.min(frequencies.length, Math.round(width * LUMINANCE_SHARE))
  const coloured = Math.min(2 * frequencies.length, width - bright)
  const rows = [
    ...Array.from({ length: bright }, (_, i) => ({
      frequency: frequencies[Math.floor((i * frequencies.length) / bright)]!,
      colour: LUMINANCE,
      gain: 1,
    })),
    ...Array.from({ length: coloured }, (_, i) => ({
      frequency: frequencies[Math.floor(i / 2)]!,
      colour: DIFFERENCES[i % 2]!,
      gain: DIFFERENCE_GAIN,
    })),
  ]
  const values = new Float32Array(width * 3 * patchSize ** 2)
  let to = 0
  for (const { frequency, colour, gain } of rows) {
    const f = Math.hypot(frequency.across, frequency.down)
    const scale = gain * (f === 0 ? MEAN_GAIN : FREQUENCY_GAIN * f ** WHITENING_EXPONENT) * (8 / patchSize)
    for (const weight of colour) {
      for (let y = 0; y < patchSize; y++) {
        for (let x = 0; x < patchSize; x++) {
          values[to++] =
            scale * weight * cosine(frequency.across, x, patchSize) * cosine(frequency.down, y, patchSize)
        }
      }
    }
  }
  return values
}

/** The orthonormal cosine transform (DCT-II) of length n: frequency k at x. */
function cosine(k: number, x: number, n: number): number {
  return Math.sqrt((k === 0 ? 1 : 2) / n) * Math.cos((Math.PI * k * (x + 0.5)) / n)
}
