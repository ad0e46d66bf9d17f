import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { levelJs, levelKl, levelW1 } from './level-distances.ts'
import { levelGaussianW1, levelGaussianW2 } from './level-gaussian-wasserstein.ts'

const distribution = (levels: number) =>
  fc
    .array(fc.integer({ min: 0, max: 50 }), { minLength: levels, maxLength: levels })
    .filter((counts) => counts.some((count) => count > 0))
    .map((counts) => counts.map((count) => count / counts.reduce((a, b) => a + b)))
const pair = fc
  .integer({ min: 2, max: 9 })
  .chain((levels) => fc.tuple(distribution(levels), distribution(levels)))

describe('between two distributions over levels', () => {
  test('values done by hand', () => {
    const p = [0.5, 0.5, 0]
    const q = [0.25, 0.25, 0.5]
    expect(levelKl(p, q)).toBeCloseTo(Math.LN2, 15)
    expect(levelKl(q, p)).toBe(Number.POSITIVE_INFINITY)
    // m = (⅜, ⅜, ¼): ½ ln(4/3) + ½ (½ ln(2/3) + ½ ln 2)
    expect(levelJs(p, q)).toBeCloseTo(0.5 * Math.log(4 / 3) + 0.25 * Math.log(4 / 3), 15)
    // Cumulative differences ¼ and ½, levels 2 apart.
    expect(levelW1(p, q)).toBeCloseTo(1.5, 15)
    expect(levelW1([1, 0, 0, 0, 0], [0, 0, 0, 0, 1])).toBe(4)
    expect(levelJs([1, 0], [0, 1])).toBeCloseTo(Math.LN2, 15)
  })

  test('bounds, symmetry and 0 from itself', () => {
    fc.assert(
      fc.property(pair, ([p, q]) => {
        for (const distance of [levelKl, levelJs, levelW1]) {
          expect(distance(p, p)).toBe(0)
          expect(distance(p, q)).toBeGreaterThanOrEqual(0)
        }
        expect(levelJs(p, q)).toBeLessThanOrEqual(Math.LN2)
        expect(levelJs(q, p)).toBeCloseTo(levelJs(p, q), 14)
        expect(levelW1(q, p)).toBeCloseTo(levelW1(p, q), 14)
        expect(levelW1(p, q)).toBeLessThanOrEqual(4 + 1e-12)
        const mean = (label: number[]) =>
          label.reduce((sum, value, k) => sum + value * (1 + (4 * k) / (label.length - 1)), 0)
        expect(levelW1(p, q)).toBeGreaterThanOrEqual(Math.abs(mean(p) - mean(q)) - 1e-12)
      }),
    )
  })

  test('probabilities below all normal numbers', () => {
    // ½ ln(½ / 1e-320) + ½ ln ½; 1e-320 is held with three digits only, as 9.99989e-321.
    const expected = 0.5 * (Math.log(0.5) - Math.log(1e-320)) + 0.5 * Math.log(0.5)
    expect(levelKl([0.5, 0.5], [1e-320, 1])).toBeCloseTo(expected, 12) // a rounding of 368
    expect(expected).toBeCloseTo(367.72, 2)
    expect(levelKl([0.5, 0.5], [0, 1])).toBe(Number.POSITIVE_INFINITY)
    expect(levelJs([5e-324, 1], [0, 1])).toBeLessThan(1e-300)
    expect(levelJs([5e-324, 1], [1, 5e-324])).toBeCloseTo(Math.LN2, 15)
  })

  test("the original's labels, which do not sum to 1, need `normalize`", () => {
    const label = [0, 0, 0.1, 0.4, 0.58]
    const prediction = [0, 0.1, 0.2, 0.3, 0.4]
    expect(() => levelKl(label, prediction)).toThrow(/expected p to sum to 1, got 1\.08/)
    const exact = levelKl(
      label.map((value) => value / 1.08),
      prediction,
    )
    expect(levelKl(label, prediction, { normalize: true })).toBeCloseTo(exact, 14)
  })

  test('accepts what float32 leaves of a softmax', () => {
    const p = Float32Array.of(0.1, 0.2, 0.3, 0.15, 0.25)
    expect(levelKl(p, p)).toBe(0)
  })

  test('says what is wrong', () => {
    expect(() => levelKl([0.5, 0.5], [0.2, 0.3, 0.5])).toThrow(/as many levels in p as in q, got 2 and 3/)
    expect(() => levelJs([1.5, -0.5], [0.5, 0.5])).toThrow(/levelJs: expected p\[1\] ≥ 0, got -0\.5/)
    expect(() => levelW1([1], [1])).toThrow(/at least 2 p, got 1/)
    expect(() => levelKl([Number.NaN, 1], [0.5, 0.5])).toThrow(/NaN at p\[0\]/)
    expect(() => levelKl([0, 0], [0.5, 0.5], { normalize: true })).toThrow(/more than 0/)
  })
})

describe('between a distribution over levels and a Gaussian', () => {
  const rows = JSON.parse(
    readFileSync(new URL('../../fixtures/scipy/level-gaussian.json', import.meta.url), 'utf8'),
  ) as { p: number[]; mean: number; std: number; w1: number; w2: number }[]

  test.each(rows)('$p against N($mean, $std²), to 30 digits', ({ p, mean, std, w1, w2 }) => {
    expect(Math.abs(levelGaussianW1(p, { mean, std }) - w1)).toBeLessThan(1e-12)
    expect(Math.abs(levelGaussianW2(p, { mean, std }) - w2)).toBeLessThan(1e-12)
  })

  test('by hand: one level against a Gaussian on it, and against a point beside it', () => {
    const one = [0, 0, 1, 0, 0]
    expect(levelGaussianW1(one, { mean: 3, std: 0.4 })).toBeCloseTo(0.4 * Math.sqrt(2 / Math.PI), 14)
    expect(levelGaussianW2(one, { mean: 3, std: 0.4 })).toBeCloseTo(0.4, 14)
    expect(levelGaussianW1(one, { mean: 3.3, std: 0 })).toBeCloseTo(0.3, 14)
    expect(levelGaussianW2(one, { mean: 3.3, std: 0 })).toBeCloseTo(0.3, 14)
  })

  test('|difference of means| ≤ W₁ ≤ W₂ ≤ what the independent coupling costs', () => {
    const gaussian = fc.record({
      mean: fc.double({ min: 1, max: 5, noNaN: true }),
      std: fc.double({ min: 0, max: 3, noNaN: true }),
    })
    fc.assert(
      fc.property(distribution(5), gaussian, (p, { mean, std }) => {
        const w1 = levelGaussianW1(p, { mean, std })
        const w2 = levelGaussianW2(p, { mean, std })
        const own = p.reduce((sum, value, k) => sum + value * (k + 1), 0)
        const squares = p.reduce((sum, value, k) => sum + value * (k + 1 - mean) ** 2, 0) + std * std
        // W₂² is good to 1e-12, so W₂ near 0 to 1e-6.
        expect(w1).toBeGreaterThanOrEqual(Math.abs(own - mean) - 1e-12)
        expect(w1).toBeLessThanOrEqual(w2 + 1e-6)
        expect(w2).toBeLessThanOrEqual(Math.sqrt(squares) + 1e-6)
      }),
    )
  })
})
