import { expect, test } from 'vitest'
import { type NormalValues, type Regime, readNormalValues } from '../test/fixtures.ts'
import { erf, erfc } from './error-function.ts'

const largestRelativeError = (
  regimes: readonly Regime[],
  actual: (x: number) => number,
  expected: (row: NormalValues) => string,
) => {
  let largest = 0
  for (const row of regimes.flatMap(readNormalValues)) {
    const truth = Number(expected(row))
    largest = Math.max(largest, truth === actual(row.x) ? 0 : Math.abs(actual(row.x) / truth - 1))
  }
  return largest
}

test('erf keeps its documented relative error of 1e-15 in every regime', () => {
  expect(
    largestRelativeError(['tiny', 'moderate', 'upper-tail', 'lower-tail'], erf, (r) => r.erf),
  ).toBeLessThan(1e-15)
})

test('erfc keeps its documented relative error of 1e-15 up to 26', () => {
  expect(
    largestRelativeError(['tiny', 'moderate', 'upper-tail', 'lower-tail'], erfc, (r) => r.erfc),
  ).toBeLessThan(1e-15)
})

test('edges: zero, signed zero, infinities, underflow', () => {
  expect(erf(0)).toBe(0)
  expect(Object.is(erf(-0), -0)).toBe(true)
  expect(erf(Number.POSITIVE_INFINITY)).toBe(1)
  expect(erf(Number.NEGATIVE_INFINITY)).toBe(-1)
  expect(erfc(0)).toBe(1)
  expect(erfc(Number.POSITIVE_INFINITY)).toBe(0)
  expect(erfc(Number.NEGATIVE_INFINITY)).toBe(2)
  expect(erfc(28)).toBe(0)
  expect(erf(Number.MIN_VALUE)).toBe(Number.MIN_VALUE) // 1.128 units of the last place round to one
})

test('erf is odd exactly, and both are continuous where the series meet', () => {
  for (const x of [1e-9, 0.3, 0.5, 0.7, 3, 10]) expect(erf(-x)).toBe(-erf(x))
  // Across 0.5 by one unit in the last place erf grows by 1e-16: two roundings on each side.
  expect(Math.abs(erf(0.5) - erf(0.5 - 2 ** -54))).toBeLessThan(5e-16)
})

test('NaN is a mistake', () => {
  expect(() => erf(Number.NaN)).toThrow(RangeError)
  expect(() => erfc(Number.NaN)).toThrow('erfc: expected a number, got NaN')
})
