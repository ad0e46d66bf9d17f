import type { NetworkConfig, PixelStatistics } from '@deqa/model/training'

type Rgb = readonly [red: number, green: number, blue: number]

/** Luminance (Rec. 601) and two differences of colour, which are 0 where there is none. */
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

/** Names of the tensors that begin otherwise than at random. */
const PATCHES = 'model.vision_model.embeddings.patch_embed.weight'
const POSITIONS = 'model.vision_model.embeddings.position_embedding'
const MLP_IN = 'model.vision_model.encoder.layers.0.mlp.fc1.weight'
const MLP_OUT = 'model.vision_model.encoder.layers.0.mlp.fc2.weight'

/** Channels that no patch writes to. */
const CONSTANT_CHANNELS = 2

/**
 * Tensors of an encoder whose first layer turns each patch into the magnitudes of its cosine transform. What averages
 * its tokens, as the abstractor does in the beginning, so begins with a picture's spectrum, in which blur, noise and
 * compression show.
 *
 * - The patch embedding is the cosine transform of a patch's luminance and colour, each frequency scaled so that
 *   photographs give all of them about the same variance. Their amplitudes fall about as 1/f: in a random projection
 *   fine detail is a hundredth of what is seen. Differences are those of the picture's own colours, not of normalised
 *   ones, so that grey has none at all; the positions make up for what normalising subtracts.
 * - Two channels hold ±√(width/2) in place of it. The norm that follows divides by √(1 + the patch's own variance): it
 *   keeps the contrast, which it would otherwise take away, and compresses it.
 * - The first MLP adds quickGelu(−2x) to x, which is about |x|; only the means keep their signs, and those of colour
 *   stand there a second time without. Its other rows are drawn, as everything else is.
 *
 * @param statistics - by which pixels are normalised.
 * @param draw - a tensor as it would be at random.
 * @returns the tensors by name.
 * @throws {RangeError} if the first MLP has fewer rows than the encoder is wide.
 */
export function spectrumStart(
  vision: NetworkConfig['vision'],
  statistics: PixelStatistics,
  draw: (name: string) => Float32Array,
): Map<string, Float32Array> {
  const { width, mlpWidth } = vision
  if (mlpWidth < width) {
    throw new RangeError(`spectrumStart: expected an MLP of ${width} rows or more, got ${mlpWidth}`)
  }
  const rows = patchRows(vision)
  const positions = draw(POSITIONS)
  for (let at = 0; at < positions.length; at += width) {
    // The class token, which comes first, is no patch.
    for (const [i, row] of at === 0 ? [] : rows.entries()) {
      positions[at + i]! += greyOffset(row, vision, statistics)
    }
    positions[at + width - 2] = Math.sqrt(width / 2)
    positions[at + width - 1] = -Math.sqrt(width / 2)
  }
  const [mlpIn, mlpOut] = [draw(MLP_IN), draw(MLP_OUT)]
  for (let channel = 0; channel < width; channel++) {
    mlpIn.fill(0, channel * width, (channel + 1) * width)
    mlpIn[channel * width + channel] = -2
    mlpOut.fill(0, channel * mlpWidth, channel * mlpWidth + width)
    const row = rows[channel]
    if (row && !row.signed) mlpOut[channel * mlpWidth + channel] = 1
  }
  return new Map([
    [PATCHES, patchEmbedding(vision, statistics, rows)],
    [POSITIONS, positions],
    [MLP_IN, mlpIn],
    [MLP_OUT, mlpOut],
  ])
}

/** A row of the patch embedding. */
interface PatchRow {
  readonly across: number
  readonly down: number
  /** √(across² + down²) */
  readonly frequency: number
  readonly colour: Rgb
  readonly gain: number
  /** Whether its sign stays. */
  readonly signed: boolean
}

/**
 * Luminance, then differences of colour, the lowest frequencies first. With fewer rows than frequencies those of
 * luminance are taken evenly.
 */
function patchRows({ width, patchSize }: NetworkConfig['vision']): PatchRow[] {
  const frequencies = Array.from({ length: patchSize ** 2 }, (_, i) => {
    const [across, down] = [i % patchSize, Math.floor(i / patchSize)]
    return { across, down, frequency: Math.hypot(across, down) }
  }).sort((a, b) => a.frequency - b.frequency)
  const bright = Math.min(frequencies.length, Math.round(width * LUMINANCE_SHARE))
  const coloured = [frequencies[0]!, ...frequencies].flatMap((frequency, i) =>
    DIFFERENCES.map((colour) => ({ ...frequency, colour, gain: DIFFERENCE_GAIN, signed: i === 0 })),
  )
  return [
    ...Array.from({ length: bright }, (_, i) => {
      const frequency = frequencies[Math.floor((i * frequencies.length) / bright)]!
      return { ...frequency, colour: LUMINANCE, gain: 1, signed: frequency.frequency === 0 }
    }),
    ...coloured.slice(0, Math.max(0, width - CONSTANT_CHANNELS - bright)),
  ]
}

/** What has to be added to a row of the patch embedding so that a grey patch gives 0, but for its brightness. */
function greyOffset(
  row: PatchRow,
  { patchSize }: NetworkConfig['vision'],
  { mean, std }: PixelStatistics,
): number {
  if (row.frequency > 0 || row.colour === LUMINANCE) return 0
  const subtracted = row.colour.reduce((sum, share, channel) => sum + share * mean[channel]!, 0)
  return (rowScale(row, patchSize) * patchSize * subtracted) / meanOf(std)
}

/** What an orthonormal row is multiplied with. */
function rowScale({ frequency, gain }: PatchRow, patchSize: number): number {
  const whitening = frequency === 0 ? MEAN_GAIN : FREQUENCY_GAIN * frequency ** WHITENING_EXPONENT
  return gain * whitening * (8 / patchSize)
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** shape [width, 3, P, P], flat; channels without a row are zero. */
function patchEmbedding(
  { width, patchSize }: NetworkConfig['vision'],
  { std }: PixelStatistics,
  rows: readonly PatchRow[],
): Float32Array {
  const values = new Float32Array(width * 3 * patchSize ** 2)
  let to = 0
  for (const row of rows) {
    const { across, down, colour } = row
    const scale = rowScale(row, patchSize)
    for (const [channel, share] of colour.entries()) {
      const weight = (share * std[channel]!) / meanOf(std)
      for (let y = 0; y < patchSize; y++) {
        for (let x = 0; x < patchSize; x++) {
          values[to++] = scale * weight * cosine(across, x, patchSize) * cosine(down, y, patchSize)
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
