import type { RgbImage } from './rgb-image.ts'

/** How one point of light spreads: weights that sum to 1, shape [2r + 1, 2r + 1]. */
export interface PointSpread {
  readonly radius: number
  readonly weights: Float64Array
}

/** Weights of a square of 2r + 1 pixels, normalised; `weigh` gets the offset from its centre. */
export function pointSpread(radius: number, weigh: (x: number, y: number) => number): PointSpread {
  const side = 2 * radius + 1
  const weights = Float64Array.from({ length: side * side }, (_, i) =>
    weigh((i % side) - radius, Math.floor(i / side) - radius),
  )
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return { radius, weights: weights.map((weight) => weight / sum) }
}

/** A weight over a stretch of one row of a point spread. */
interface Run {
  readonly y: number
  readonly from: number
  readonly to: number
  readonly weight: number
}

/**
 * Spreads every point of an image. The border repeats. A run costs two look-ups in the running sums of its row, however
 * long it is: exact, because the sums of bytes are whole numbers.
 */
export function spreadPoints({ width, height, data }: RgbImage, spread: PointSpread): Float32Array {
  const { radius } = spread
  const sums = rowSums({ width, height, data }, radius)
  const stride = (width + 2 * radius + 1) * 3
  const row = width * 3
  const spreadOut = new Float32Array(data.length)
  const runs = runsOf(spread)
  for (let y = 0; y < height; y++) {
    const out = spreadOut.subarray(y * row, (y + 1) * row)
    for (const run of runs) {
      const line = Math.min(Math.max(y + run.y, 0), height - 1) * stride
      const from = line + (run.from + radius) * 3
      const to = line + (run.to + 1 + radius) * 3
      const { weight } = run
      for (let i = 0; i < row; i++) out[i]! += weight * (sums[to + i]! - sums[from + i]!)
    }
  }
  return spreadOut
}

/** For each row, widened by the radius on both sides, the sums of all samples of a channel before a column. */
function rowSums({ width, height, data }: RgbImage, radius: number): Int32Array {
  const stride = (width + 2 * radius + 1) * 3
  const sums = new Int32Array(stride * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width + 2 * radius; x++) {
      const from = (y * width + Math.min(Math.max(x - radius, 0), width - 1)) * 3
      const to = y * stride + (x + 1) * 3
      for (let channel = 0; channel < 3; channel++)
        sums[to + channel] = sums[to + channel - 3]! + data[from + channel]!
    }
  }
  return sums
}

/** Each row as a pile of runs: the lowest weight of a stretch over all of it, then what rises above. */
function runsOf({ radius, weights }: PointSpread): Run[] {
  const side = 2 * radius + 1
  const runs: Run[] = []
  const pile = (y: number, line: Float64Array, first: number, end: number, below: number) => {
    for (let from = first; from < end; from++) {
      let to = from
      let lowest = Number.POSITIVE_INFINITY
      // Weights that should be equal differ in their last bits.
      for (; to < end && line[to]! > below + 1e-12; to++) lowest = Math.min(lowest, line[to]!)
      if (to === from) continue
      runs.push({ y, from: from - radius, to: to - 1 - radius, weight: lowest - below })
      pile(y, line, from, to, lowest)
      from = to
    }
  }
  for (let y = -radius; y <= radius; y++) {
    const start = (y + radius) * side
    pile(y, weights.subarray(start, start + side), 0, side, 0)
  }
  return runs
}
