import '@deqa/vitest'
import { expect, test } from 'vitest'
import { cosinePatches } from './cosine-patches.ts'

const vision = {
  width: 96,
  patchSize: 8,
  imageSize: 96,
  layers: 1,
  heads: 1,
  mlpWidth: 1,
  layerNormEps: 1e-6,
}
const rowsOf = (values: Float32Array, count: number) => {
  const length = values.length / count
  return Array.from({ length: count }, (_, i) => [...values.subarray(i * length, (i + 1) * length)])
}
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0)

test('rows of luminance are orthogonal, and only the first sees a patch of one colour', () => {
  const rows = rowsOf(cosinePatches(vision), 96).slice(0, 64)
  for (const [i, a] of rows.entries()) {
    for (const b of rows.slice(0, i)) expect(Math.abs(dot(a, b))).toBeLessThan(1e-5)
  }
  const grey = new Array<number>(192).fill(1)
  // Mean 1 of 64 pixels: 8 in an orthonormal transform, times its gain.
  expect(dot(rows[0]!, grey)).toBeCloseTo(8 * 0.25, 5)
  for (const row of rows.slice(1)) expect(Math.abs(dot(row, grey))).toBeLessThan(1e-5)
})

test('rows of colour do not see grey patterns', () => {
  const [mean, ...rest] = rowsOf(cosinePatches(vision), 96).slice(64)
  const pattern = Array.from({ length: 192 }, (_, i) => Math.sin(i % 64))
  for (const row of [mean!, ...rest]) expect(Math.abs(dot(row, pattern))).toBeLessThan(1e-5)
  expect(mean!.some((value) => value !== 0)).toBe(true)
})

test('fine detail weighs more than coarse, as photographs have less of it', () => {
  const norms = rowsOf(cosinePatches(vision), 96).map((row) => Math.sqrt(dot(row, row)))
  expect(norms[60]! / norms[1]!).toBeGreaterThan(5)
})

test.each([
  { width: 16, patchSize: 4 },
  { width: 300, patchSize: 4 },
  { width: 8, patchSize: 16 },
])('any width fits any patch: $width rows of $patchSize × $patchSize', (sizes) => {
  const values = cosinePatches({ ...vision, ...sizes })
  expect(values).toHaveLength(sizes.width * 3 * sizes.patchSize ** 2)
  expect(values.every(Number.isFinite)).toBe(true)
})
