import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readNormalValues } from '../test/fixtures.ts'
import { normalCdf, normalInterval, normalPdf } from './normal-distribution.ts'

const rows = (['tiny', 'moderate', 'upper-tail', 'lower-tail'] as const).flatMap(readNormalValues)

test('the density keeps its documented relative error of 1e-15', () => {
  for (const { x, pdf } of rows) {
    expect(Math.abs(normalPdf(x) / Number(pdf) - 1), `φ(${x})`).toBeLessThan(1e-15)
  }
})

test('Φ keeps its documented errors: 2.3e-16 absolute, 1e-15 (1 + z²) relative', () => {
  for (const { x, cdf } of rows) {
    const truth = Number(cdf)
    expect(Math.abs(normalCdf(x) - truth), `Φ(${x})`).toBeLessThan(2.3e-16)
    expect(Math.abs(normalCdf(x) / truth - 1), `Φ(${x})`).toBeLessThan(1e-15 * (1 + x * x))
  }
})

test('values known by heart', () => {
  expect(normalCdf(0)).toBe(0.5)
  expect(normalCdf(1.96)).toBeCloseTo(0.9750021, 7)
  expect(normalCdf(1) - normalCdf(-1)).toBeCloseTo(0.6826895, 7)
  expect(normalPdf(0)).toBeCloseTo(0.3989422804014327, 15)
  expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0)
  expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1)
  expect(normalPdf(Number.NEGATIVE_INFINITY)).toBe(0)
})

test('an interval in the upper tail equals its mirror image, digit for digit', () => {
  expect(normalInterval(6, 7)).toBe(normalInterval(-7, -6))
  expect(normalInterval(6, 7)).toBeGreaterThan(9.8e-10) // Φ(7) - Φ(6) would keep only seven digits
  expect(normalInterval(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)).toBe(1)
  expect(normalInterval(2, 2)).toBe(0)
})

test('a narrow interval near 0 keeps its digits: it is φ(0) wide', () => {
  // Here Φ(b) - Φ(a) is a difference of two halves and keeps eight digits; the midpoint rule errs by 1e-17.
  expect(normalInterval(1e-8, 3e-8) / (2e-8 * normalPdf(2e-8))).toBeCloseTo(1, 14)
})

test('intervals add up', () => {
  const end = fc.double({ min: -12, max: 12, noNaN: true })
  fc.assert(
    fc.property(end, end, end, (...ends) => {
      const [a, b, c] = ends.sort((x, y) => x - y) as [number, number, number]
      const parts = normalInterval(a, b) + normalInterval(b, c)
      expect(Math.abs(parts - normalInterval(a, c))).toBeLessThan(1e-15) // four roundings of values below 1
    }),
    { numRuns: 2000 },
  )
})

test('Φ never falls', () => {
  const z = fc.double({ min: -40, max: 40, noNaN: true })
  fc.assert(
    fc.property(z, z, (a, b) => {
      // A step smaller than the error bound may go either way by that bound.
      expect(normalCdf(Math.max(a, b)) - normalCdf(Math.min(a, b))).toBeGreaterThan(-2.3e-16)
    }),
    { numRuns: 5000 },
  )
})

test('mistakes are named', () => {
  expect(() => normalCdf(Number.NaN)).toThrow(RangeError)
  expect(() => normalPdf(Number.NaN)).toThrow(RangeError)
  expect(() => normalInterval(1, 0)).toThrow('normalInterval: expected a ≤ b, got a = 1, b = 0')
  expect(() => normalInterval(Number.NaN, 0)).toThrow(RangeError)
})
