import fc from 'fast-check'
import { gammaln, probit } from 'simple-statistics'
import { describe, expect, test } from 'vitest'
import { fitAggd } from './fit-aggd.ts'

const count = 40_000
/** Evenly spread probabilities: a sample without luck. */
const probabilities = Array.from({ length: count }, (_, i) => (i + 0.5) / count)

describe('worked by hand', () => {
  test('half of the values 0, the others ±1: a Laplacian by its moments', () => {
    // r̂ = (1/2)² / (1/2) = 1/2 = Γ(2)² / (Γ(1) Γ(3)), so ν = 1 and β = √(Γ(1) / Γ(3)).
    const fit = fitAggd([-1, 0, 0, 1])
    expect(fit.shape).toBeCloseTo(1, 6)
    expect([fit.leftDeviation, fit.rightDeviation]).toEqual([1, 1])
    expect(fit.leftScale).toBeCloseTo(Math.SQRT1_2, 6)
    expect(fit.mean).toBeCloseTo(0, 12)
  })

  test('different sides', () => {
    const fit = fitAggd([-1, 3, 0, 0])
    expect([fit.leftDeviation, fit.rightDeviation]).toEqual([1, 3])
    // r̂ = 1² / 2.5; ρ(ν) = 0.4 · (1 + 27)(1 + 3) / (1 + 9)² = 0.448, below the Laplacian's 1/2.
    const { shape } = fit
    expect(shape).toBeGreaterThan(0.7)
    expect(shape).toBeLessThan(0.9)
    expect(rho(shape)).toBeCloseTo(0.448, 6)
    expect(fit.mean).toBeCloseTo(
      (fit.rightScale - fit.leftScale) * Math.exp(gammaln(2 / shape) - gammaln(1 / shape)),
      12,
    )
    expect(fit.rightScale / fit.leftScale).toBeCloseTo(3, 12)
  })
})

const rho = (shape: number) => Math.exp(2 * gammaln(2 / shape) - gammaln(1 / shape) - gammaln(3 / shape))

describe('a known distribution is recovered', () => {
  test('asymmetric Laplacian', () => {
    // ν = 1: exponential on both sides, a side's share is its scale's.
    const [left, right] = [0.5, 1.5]
    const share = left / (left + right)
    const sample = probabilities.map((p) =>
      p < share ? left * Math.log(p / share) : -right * Math.log((1 - p) / (1 - share)),
    )
    const fit = fitAggd(sample)
    // What the outermost of 40,000 strata lose of the tails.
    expect(Math.abs(fit.shape - 1)).toBeLessThan(2e-3)
    expect(Math.abs(fit.leftScale - left)).toBeLessThan(2e-3)
    expect(Math.abs(fit.rightScale - right)).toBeLessThan(5e-3)
    expect(Math.abs(fit.mean - (right - left))).toBeLessThan(5e-3)
  })

  test('Gaussian', () => {
    const fit = fitAggd(probabilities.map((p) => 3 * probit(p)))
    // simple-statistics gives the quantile to 4.5e-4 only.
    expect(Math.abs(fit.shape - 2)).toBeLessThan(1e-2)
    // exp(−(|x| / β)²) with β = σ √2.
    expect(Math.abs(fit.leftScale - 3 * Math.SQRT2)).toBeLessThan(2e-2)
    expect(Math.abs(fit.mean)).toBeLessThan(1e-3)
  })

  test('uniform: beyond the shapes that are sought', () => {
    expect(fitAggd(probabilities.map((p) => p - 0.5)).shape).toBeGreaterThan(9.9)
    expect(fitAggd([-1, 1]).shape).toBe(10)
  })
})

/** In steps of 0.01: squares of much smaller values would vanish beside those of others. */
const sample = fc.array(
  fc.integer({ min: -900, max: 900 }).map((hundredths) => hundredths / 100),
  { minLength: 2, maxLength: 50 },
)

test('mirrored values exchange the sides, larger ones stretch them', () => {
  fc.assert(
    fc.property(sample, fc.double({ min: 0.01, max: 100, noNaN: true }), (values, factor) => {
      fc.pre(values.some((value) => value !== 0))
      const fit = fitAggd(values)
      const turned = fitAggd(values.map((value) => -value))
      const stretched = fitAggd(values.map((value) => factor * value))
      expect(turned.shape).toBeCloseTo(fit.shape, 9)
      expect(turned.leftScale).toBeCloseTo(fit.rightScale, 9)
      expect(turned.mean).toBeCloseTo(-fit.mean, 6)
      expect(stretched.shape).toBeCloseTo(fit.shape, 6)
      expect(stretched.leftDeviation / factor).toBeCloseTo(fit.leftDeviation, 9)
    }),
  )
})

test('every number is finite, also of one side and of very small values', () => {
  for (const values of [[3], [-2, -1], [0, 0, 0, 1e-150], [1e-300, -1e-150, 5]])
    expect(Object.values(fitAggd(values)).every(Number.isFinite)).toBe(true)
  const any = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1 })
  fc.assert(
    fc.property(any, (values) => {
      fc.pre(values.some((value) => value * value > 0))
      expect(Object.values(fitAggd(values)).every(Number.isFinite)).toBe(true)
    }),
  )
})

test('says what is wrong', () => {
  expect(() => fitAggd([])).toThrow('expected values other than 0, got 0 of them')
  expect(() => fitAggd([0, 0])).toThrow(RangeError)
  expect(() => fitAggd([1, Number.NaN])).toThrow('fitAggd: expected finite numbers, got NaN at 1')
})
