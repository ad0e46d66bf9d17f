/**
 * Filters a plane, or interleaved channels, with the same symmetric kernel along rows and columns. The border
 * repeats.
 *
 * @param samples - shape [height, width, channels].
 * @param half - weights at distance 0, 1, …, r from the centre.
 */
export function separableFilter(
  samples: ArrayLike<number>,
  size: { readonly width: number; readonly height: number },
  channels: number,
  half: Float64Array,
): Float32Array {
  const radius = half.length - 1
  const row = size.width * channels
  const wide = new Float32Array(row + 2 * radius * channels)
  const rows = new Float32Array(row * size.height)
  for (let y = 0; y < size.height; y++) {
    const start = y * row
    for (let x = -radius; x < size.width + radius; x++) {
      const from = start + Math.min(Math.max(x, 0), size.width - 1) * channels
      const to = (x + radius) * channels
      for (let channel = 0; channel < channels; channel++) wide[to + channel] = samples[from + channel]!
    }
    const centre = radius * channels
    for (let i = 0; i < row; i++) {
      let sum = half[0]! * wide[i + centre]!
      for (let r = 1, step = channels; r <= radius; r++, step += channels)
        sum += half[r]! * (wide[i + centre - step]! + wide[i + centre + step]!)
      rows[start + i] = sum
    }
  }
  const filtered = new Float32Array(rows.length)
  for (let y = 0; y < size.height; y++) {
    const start = y * row
    for (let i = 0; i < row; i++) filtered[start + i] = half[0]! * rows[start + i]!
    for (let r = 1; r <= radius; r++) {
      const above = Math.max(y - r, 0) * row
      const below = Math.min(y + r, size.height - 1) * row
      const weight = half[r]!
      for (let i = 0; i < row; i++) filtered[start + i]! += weight * (rows[above + i]! + rows[below + i]!)
    }
  }
  return filtered
}

/** One side of a Gaussian that is cut at twice its deviation, as MATLAB's imgaussfilt cuts it; sums to 1 over both. */
export function gaussianHalf(sigma: number): Float64Array {
  const half = Float64Array.from({ length: Math.ceil(2 * sigma) + 1 }, (_, r) =>
    Math.exp(-(r * r) / (2 * sigma * sigma)),
  )
  const sum = half.reduce((total, weight, r) => total + (r === 0 ? weight : 2 * weight), 0)
  return half.map((weight) => weight / sum)
}
