import '@deqa/vitest'
import { CLIP_STATISTICS } from '@deqa/model/image'
import { expect, test } from 'vitest'
import { spectrumStart } from './spectrum-start.ts'

const vision = {
  ...{ width: 96, patchSize: 8, imageSize: 16, layers: 1, heads: 1, mlpWidth: 200, layerNormEps: 1e-6 },
}
const ROOT = 'model.vision_model.'
const PATCHES = `${ROOT}embeddings.patch_embed.weight`
const POSITIONS = `${ROOT}embeddings.position_embedding`
const MLP = `${ROOT}encoder.layers.0.mlp`

/** As if every tensor were drawn as this number. */
const DRAWN = 0.125

function start(change: Partial<typeof vision> = {}): Map<string, Float32Array> {
  const sizes = { ...vision, ...change }
  const lengths = new Map([
    [POSITIONS, sizes.width * (1 + (sizes.imageSize / sizes.patchSize) ** 2)],
    [`${MLP}.fc1.weight`, sizes.mlpWidth * sizes.width],
    [`${MLP}.fc2.weight`, sizes.mlpWidth * sizes.width],
  ])
  return spectrumStart(sizes, CLIP_STATISTICS, (name) => new Float32Array(lengths.get(name)!).fill(DRAWN))
}

function rowsOf(values: Float32Array, count: number): number[][] {
  const length = values.length / count
  return Array.from({ length: count }, (_, i) => [...values.subarray(i * length, (i + 1) * length)])
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0)
const patchRows = () => rowsOf(start().get(PATCHES)!, 96)

/** Pixels of a patch of 8 × 8 as the network sees them: [3, 8, 8]. */
const { mean, std } = CLIP_STATISTICS
const normalized = (rgb: (channel: number, pixel: number) => number) =>
  Array.from({ length: 192 }, (_, i) => {
    const channel = Math.floor(i / 64)
    return (rgb(channel, i % 64) - mean[channel]!) / std[channel]!
  })

test('rows of luminance are orthogonal, and only the first sees a patch of one colour', () => {
  const rows = patchRows().slice(0, 64)
  for (const [i, a] of rows.entries()) {
    for (const b of rows.slice(0, i)) expect(Math.abs(dot(a, b))).toBeLessThan(1e-5)
  }
  const meanStd = (std[0] + std[1] + std[2]) / 3
  const grey = normalized((channel) => meanStd + mean[channel]!)
  // One mean deviation above the mean, in each of 64 pixels: 8 in an orthonormal transform, times its gain.
  expect(dot(rows[0]!, grey)).toBeCloseTo(8 * 0.25, 5)
  for (const row of rows.slice(1)) expect(Math.abs(dot(row, grey))).toBeLessThan(1e-5)
})

test('with the positions, rows of colour do not see grey patterns; the last two channels see nothing', () => {
  const rows = patchRows()
  const [ofClass, ...positions] = rowsOf(start().get(POSITIONS)!, 5)
  const pattern = normalized((_, pixel) => 0.5 + 0.4 * Math.sin(pixel))
  const yellow = normalized((channel, pixel) => (channel === 2 ? 0.1 : 0.5 + 0.4 * Math.sin(pixel)))
  for (const position of positions) {
    const seen = (patch: readonly number[]) => rows.map((row, i) => dot(row, patch) + position[i]! - DRAWN)
    for (const value of seen(pattern).slice(64, 94)) expect(Math.abs(value)).toBeLessThan(1e-5)
    expect(Math.abs(seen(yellow)[64]!)).toBeGreaterThan(0.5)
    // The means of colour stand there twice.
    expect(seen(yellow)[66]).toBeCloseTo(seen(yellow)[64]!, 5)
  }
  expect(ofClass!.slice(0, 94)).toEqual(new Array(94).fill(DRAWN))
  expect(rows.slice(94).flat()).toEqual(new Array(2 * 192).fill(0))
})

test('fine detail weighs more than coarse, as photographs have less of it', () => {
  const norms = patchRows().map((row) => Math.sqrt(dot(row, row)))
  expect(norms[60]! / norms[1]!).toBeGreaterThan(5)
})

test('two channels hold constants of the variance 1 together, the rest of the positions is drawn', () => {
  for (const token of rowsOf(start().get(POSITIONS)!, 5)) {
    expect(token.slice(0, 64)).toEqual(new Array(64).fill(DRAWN))
    const [plus, minus] = token.slice(94) as [number, number]
    expect(plus).toBe(-minus)
    expect((plus ** 2 + minus ** 2) / 96).toBeCloseTo(1, 6)
  }
})

test('the first MLP turns everything but means into magnitudes', () => {
  const [fc1, fc2] = ['fc1', 'fc2'].map((name) => start().get(`${MLP}.${name}.weight`)!)
  // Only the rows that are not drawn: the others are what they would be anyway.
  const inner = rowsOf(fc1!, 200).slice(0, 96)
  const outer = rowsOf(fc2!, 96).map((row) => row.slice(0, 96))
  const quickGelu = (x: number) => x / (1 + Math.exp(-1.702 * x))
  const through = (x: readonly number[]) => {
    const hidden = inner.map((row) => quickGelu(dot(row, x)))
    return x.map((value, i) => value + dot(outer[i]!, hidden))
  }
  const signs = Array.from({ length: 96 }, (_, i) => (i % 2 ? -3 : 3))
  const out = through(signs)
  // |x| but for 6 σ(−10.2) = 0.0002, where a frequency is seen; 0 and 64, 65 are the means of brightness and colour,
  // 66 and 67 the latter's magnitudes.
  const means = [0, 64, 65, 94, 95]
  for (const [i, value] of out.entries()) expect(value).toBeCloseTo(means.includes(i) ? signs[i]! : 3, 3)
})

test('the MLP must have a row for each channel', () => {
  expect(() => start({ mlpWidth: 95 })).toThrow('expected an MLP of 96 rows or more, got 95')
})

test.each([
  { width: 16, patchSize: 4, imageSize: 8 },
  { width: 300, patchSize: 4, imageSize: 8, mlpWidth: 300 },
  { width: 8, patchSize: 16, imageSize: 32 },
])('any width fits any patch: $width rows of $patchSize × $patchSize', (sizes) => {
  const values = start(sizes).get(PATCHES)!
  expect(values).toHaveLength(sizes.width * 3 * sizes.patchSize ** 2)
  expect(values.every(Number.isFinite)).toBe(true)
})
