import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalCdf, normalDensity, normalQuantile } from './normal-distribution.ts'

const read = <T>(name: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/scipy/${name}`, import.meta.url), 'utf8')) as T

const values = read<{ z: number; cdf: number }[]>('normal-cdf.json')

test.each(values)('Φ($z)', ({ z, cdf }) => {
  // The documented bound, tails included.
  expect(Math.abs(normalCdf(z) / cdf - 1)).toBeLessThan(1e-13)
  if (cdf < 0.999999) expect(Math.abs(normalQuantile(cdf) - z)).toBeLessThan(1e-12 * Math.max(1, Math.abs(z)))
})

test('Φ to the documented bound in steps of 1/64 from −10 to 9, across every change of method', () => {
  const dense = read<number[]>('normal-cdf-dense.json')
  expect(dense).toHaveLength(19 * 64)
  dense.forEach((cdf, k) => {
    const z = -10 + k / 64
    expect(Math.abs(normalCdf(z) / cdf - 1), `Φ(${z})`).toBeLessThan(1e-13)
  })
})

test('Φ rises from 0 to 1 and is symmetric about ½; its slope is φ', () => {
  expect(normalCdf(-40)).toBe(0)
  expect(normalCdf(40)).toBe(1)
  expect(normalCdf(0)).toBe(0.5)
  fc.assert(
    fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (z) => {
      expect(normalCdf(z) + normalCdf(-z)).toBeCloseTo(1, 15)
      // A central difference of step 1e-5 errs by about 1e-11.
      expect((normalCdf(z + 1e-5) - normalCdf(z - 1e-5)) / 2e-5).toBeCloseTo(normalDensity(z), 9)
    }),
  )
})

test('the quantile inverts Φ down to the smallest probabilities', () => {
  fc.assert(
    fc.property(fc.double({ min: -300, max: Math.log10(0.5), noNaN: true }), (exponent) => {
      const p = 10 ** exponent
      expect(Math.abs(normalCdf(normalQuantile(p)) / p - 1)).toBeLessThan(1e-12)
    }),
  )
  for (const p of [0, 1, -0.1, Number.NaN]) expect(() => normalQuantile(p)).toThrow(RangeError)
})
