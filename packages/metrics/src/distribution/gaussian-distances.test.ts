import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { averagedGaussianJs } from './averaged-gaussian-js.ts'
import { distributionAgreement } from './distribution-agreement.ts'
import type { Gaussian } from './gaussian.ts'
import { gaussianKl } from './gaussian-kl.ts'
import { gaussianW1, gaussianW2 } from './gaussian-wasserstein.ts'
import { mixtureJs } from './mixture-js.ts'

const gaussian = fc.record({
  mean: fc.double({ min: 1, max: 5, noNaN: true }),
  std: fc.double({ min: 0.01, max: 3, noNaN: true }),
})
const distances = { gaussianKl, averagedGaussianJs, mixtureJs, gaussianW1, gaussianW2 }
const symmetric = { averagedGaussianJs, mixtureJs, gaussianW1, gaussianW2 }

describe('values done by hand', () => {
  const p = { mean: 3.6, std: 0.75 }
  const q = { mean: 3.4, std: 0.6 }

  test('KL: ln 0.8 + 0.6025/0.72 − ½', () => {
    expect(gaussianKl(p, q)).toBeCloseTo(Math.log(0.8) + 0.6025 / 0.72 - 0.5, 15)
  })

  test('JS against the averaged Gaussian: σ_m² = 0.46125', () => {
    const expected = 0.5 * Math.log(0.46125 / 0.45) + 0.04 / (8 * 0.46125)
    expect(averagedGaussianJs(p, q)).toBeCloseTo(expected, 15)
  })

  test('W₂ is a 3-4-5 triangle: 0.2, 0.15, 0.25', () => {
    expect(gaussianW2(p, q)).toBeCloseTo(0.25, 15)
  })

  test('W₁: equal deviations are a shift, equal means a stretch of E|Z| = √(2/π)', () => {
    expect(gaussianW1({ mean: 2, std: 0.4 }, { mean: 3.5, std: 0.4 })).toBe(1.5)
    expect(gaussianW1({ mean: 2, std: 0.4 }, { mean: 2, std: 1.4 })).toBeCloseTo(Math.sqrt(2 / Math.PI), 15)
  })
})

describe('values to 30 digits', () => {
  const pairs = JSON.parse(
    readFileSync(new URL('../../fixtures/scipy/gaussian-pairs.json', import.meta.url), 'utf8'),
  ) as { p: Gaussian; q: Gaussian; mixtureJs: number; w1: number }[]

  test.each(pairs)('N($p.mean, $p.std²) and N($q.mean, $q.std²)', ({ p, q, ...expected }) => {
    // The documented bounds. A JS of 1e-12 keeps its leading digits too: nothing cancels.
    expect(Math.abs(mixtureJs(p, q) - expected.mixtureJs)).toBeLessThan(1e-12)
    expect(Math.abs(mixtureJs(p, q) / expected.mixtureJs - 1)).toBeLessThan(1e-5)
    expect(Math.abs(gaussianW1(p, q) / expected.w1 - 1)).toBeLessThan(1e-12)
  })
})

describe('properties', () => {
  test.each(Object.entries(distances))('%s is 0 of a Gaussian from itself and not below 0', (_, distance) => {
    fc.assert(
      fc.property(gaussian, gaussian, (p, q) => {
        expect(distance(p, p)).toBe(0)
        expect(distance(p, q)).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test.each(Object.entries(symmetric))('%s is symmetric', (_, distance) => {
    fc.assert(
      fc.property(gaussian, gaussian, (p, q) => {
        // Only the order of the squares under a root may differ: a rounding of σ, which divergences double.
        expect(Math.abs(distance(q, p) - distance(p, q))).toBeLessThan(1e-14 * (1 + distance(p, q)))
      }),
    )
  })

  test('the divergences do not depend on the unit, the Wasserstein distances scale with it', () => {
    const scaled = ({ mean, std }: Gaussian) => ({ mean: 25 * mean - 25, std: 25 * std })
    fc.assert(
      fc.property(gaussian, gaussian, (p, q) => {
        // 25 μ − 25 rounds by 1.4e-14, which is up to 6e-14 of the least deviation there, 0.25: a shift of z of them moves
        // KL by 6e-14 z beside its z²/2.
        expect(gaussianKl(scaled(p), scaled(q)) / (1 + gaussianKl(p, q))).toBeCloseTo(
          gaussianKl(p, q) / (1 + gaussianKl(p, q)),
          10,
        )
        expect(mixtureJs(scaled(p), scaled(q))).toBeCloseTo(mixtureJs(p, q), 11) // twice its accuracy of 1e-12
        // Distances up to 100: relative 1e-13, and the rounding of the means.
        expect(gaussianW1(scaled(p), scaled(q))).toBeCloseTo(25 * gaussianW1(p, q), 10)
        expect(gaussianW2(scaled(p), scaled(q))).toBeCloseTo(25 * gaussianW2(p, q), 10)
      }),
    )
  })

  test('true JS ≤ ln 2, and ≤ a quarter of KL both ways; |difference of means| ≤ W₁ ≤ W₂', () => {
    fc.assert(
      fc.property(gaussian, gaussian, (p, q) => {
        expect(mixtureJs(p, q)).toBeLessThanOrEqual(Math.LN2)
        // JS ≤ (KL(p‖q) + KL(q‖p)) / 4, by convexity of KL in its second argument.
        // Each of the bounds within the accuracy of mixtureJs, 1e-12, or of W₁, 1e-13 of at most 4.
        expect(mixtureJs(p, q)).toBeLessThanOrEqual((gaussianKl(p, q) + gaussianKl(q, p)) / 4 + 1e-12)
        expect(gaussianW1(p, q)).toBeGreaterThanOrEqual(Math.abs(p.mean - q.mean) - 1e-12)
        expect(gaussianW1(p, q)).toBeLessThanOrEqual(gaussianW2(p, q) + 1e-12)
      }),
    )
  })

  test('the averaged Gaussian bounds the true JS from above, and leaves its bound', () => {
    fc.assert(
      fc.property(gaussian, gaussian, (p, q) => {
        // KL to the mixture is less than to any Gaussian on average: the mixture minimises it over all m.
        expect(averagedGaussianJs(p, q)).toBeGreaterThanOrEqual(mixtureJs(p, q) - 1e-12)
      }),
    )
    expect(averagedGaussianJs({ mean: 1, std: 0.1 }, { mean: 5, std: 0.1 })).toBeGreaterThan(Math.LN2)
  })

  test('upstream differs from the exact value by its guards alone', () => {
    fc.assert(
      fc.property(gaussian, gaussian, (p, q) => {
        const exact = gaussianKl(p, q)
        // Guards of 1e-8 beside σ ≥ 0.01 and σ² ≥ 1e-4: relative 1e-4 of the terms at most.
        const bound = 1e-4 * (exact + 1)
        expect(Math.abs(gaussianKl(p, q, { variant: 'upstream' }) - exact)).toBeLessThan(bound)
      }),
    )
  })
})

describe('edges', () => {
  const point = { mean: 3, std: 0 }
  const other = { mean: 3, std: 0.5 }

  test('a point mass is infinitely far in KL, ln 2 in JS, and finitely far in W', () => {
    expect(gaussianKl(point, other)).toBe(Number.POSITIVE_INFINITY)
    expect(gaussianKl(other, point)).toBe(Number.POSITIVE_INFINITY)
    expect(averagedGaussianJs(point, other)).toBe(Number.POSITIVE_INFINITY)
    expect(mixtureJs(point, other)).toBe(Math.LN2)
    expect(mixtureJs(point, { mean: 3.1, std: 0 })).toBe(Math.LN2)
    expect(gaussianW1(point, other)).toBeCloseTo(0.5 * Math.sqrt(2 / Math.PI), 15)
    expect(gaussianW2(point, other)).toBe(0.5)
    for (const distance of Object.values(distances)) expect(distance(point, { ...point })).toBe(0)
  })

  test('KL far from equal deviations: ln(1e20) − ½ one way, 1e40/2 the other', () => {
    const narrow = { mean: 3, std: 0.5e-20 }
    expect(gaussianKl(narrow, other)).toBeCloseTo(20 * Math.LN10 - 0.5, 13)
    expect(gaussianKl(other, narrow) / 0.5e40).toBeCloseTo(1, 13)
    expect(gaussianKl({ mean: 3, std: 1e300 }, { mean: 3, std: 1e-300 })).toBe(Number.POSITIVE_INFINITY)
  })

  test('extreme ratios of deviations stay finite and bounded', () => {
    for (const std of [1e-300, 1e-20, 1e-8, 1e8, 1e300]) {
      const js = mixtureJs({ mean: 3, std }, other)
      expect(js).toBeGreaterThan(0.69)
      expect(js).toBeLessThanOrEqual(Math.LN2)
    }
    expect(mixtureJs({ mean: 3, std: 1e-300 }, { mean: 3.1, std: 1e-300 })).toBe(Math.LN2)
  })

  test.each(Object.entries(distances))('%s says what is wrong', (name, distance) => {
    expect(() => distance({ mean: 3, std: -1 }, other)).toThrow(`${name}: expected p.std ≥ 0, got -1`)
    expect(() => distance(other, { mean: Number.NaN, std: 1 })).toThrow(/finite q\.mean, got NaN/)
    expect(() => distance(other, { mean: '3' as unknown as number, std: 1 })).toThrow(TypeError)
  })

  test('another word is a mistake, not the exact formula', () => {
    const options = { variant: 'original' as 'upstream' }
    for (const [name, distance] of Object.entries({ gaussianKl, averagedGaussianJs })) {
      expect(() => distance(point, other, options)).toThrow(
        `${name}: expected variant 'paper' or 'upstream', got 'original'`,
      )
    }
    expect(() =>
      distributionAgreement({ means: [3], stds: [1] }, { means: [3], stds: [1] }, options),
    ).toThrow("distributionAgreement: expected variant 'paper' or 'upstream', got 'original'")
  })

  test('upstream has no value for a predicted deviation of 0', () => {
    expect(() => gaussianKl(other, point, { variant: 'upstream' })).toThrow(/q\.std > 0/)
  })
})

describe('distributionAgreement', () => {
  const ratings = { means: [3.6, 2], stds: [0.75, 0.4] }
  const predictions = { means: Float64Array.of(3.4, 3.5), stds: Float64Array.of(0.6, 0.4) }

  test('is the mean of each distance', () => {
    const result = distributionAgreement(ratings, predictions)
    expect(result.n).toBe(2)
    expect(result.w2).toBeCloseTo((0.25 + 1.5) / 2, 14)
    const pairs = [0, 1].map((i) => [
      { mean: ratings.means[i]!, std: ratings.stds[i]! },
      { mean: predictions.means[i]!, std: predictions.stds[i]! },
    ]) as [Gaussian, Gaussian][]
    expect(result.kl).toBeCloseTo((gaussianKl(...pairs[0]!) + gaussianKl(...pairs[1]!)) / 2, 14)
    expect(result.js).toBeCloseTo((mixtureJs(...pairs[0]!) + mixtureJs(...pairs[1]!)) / 2, 14)
  })

  test('a predicted point makes the mean divergences infinite, and no other', () => {
    const result = distributionAgreement(
      { means: [3, 4], stds: [0.5, 0.4] },
      { means: [3.1, 3.9], stds: [0.5, 0] },
    )
    expect(result.kl).toBe(Number.POSITIVE_INFINITY)
    expect(result.averagedJs).toBe(Number.POSITIVE_INFINITY)
    // By hand: 0.1 and √(0.1² + 0.4²).
    expect(result.w2).toBeCloseTo((0.1 + Math.hypot(0.1, 0.4)) / 2, 14)
    expect(Number.isFinite(result.js) && Number.isFinite(result.w1)).toBe(true)
  })

  test('names the list and the index', () => {
    expect(() => distributionAgreement({ means: [1, 2], stds: [1, -1] }, predictions)).toThrow(
      'distributionAgreement: expected ratings.stds[1] ≥ 0, got -1',
    )
    expect(() => distributionAgreement({ means: [1], stds: [1] }, predictions)).toThrow(
      'distributionAgreement: expected as many ratings.means as predictions.means, got 1 and 2',
    )
  })
})
