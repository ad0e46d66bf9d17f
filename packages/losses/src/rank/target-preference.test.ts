import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binaryPreference, targetPreference } from './target-preference.ts'

describe('targetPreference', () => {
  test('the value of the original: 72 ± 12 against 60 ± 15', () => {
    expect(targetPreference({ mos: 72, std: 12 }, { mos: 60, std: 15 })).toBeCloseTo(0.7339143879, 10) // its digits
  })

  test('by hand: one deviation of the difference apart is Φ(1)', () => {
    const p = targetPreference({ mos: 4, std: 0.6 }, { mos: 3, std: 0.8 })
    expect(p).toBeCloseTo(0.8413447460685429, 8) // the guard of 1e-8 on a variance of 1 is worth 1.2e-9
  })

  test('raw and normalised ratings agree, and both preferences add up to 1', () => {
    const rating = fc.record({
      mos: fc.double({ min: 0, max: 100, noNaN: true }),
      std: fc.double({ min: 1, max: 30, noNaN: true }),
    })
    fc.assert(
      fc.property(rating, rating, (a, b) => {
        const p = targetPreference(a, b)
        expect(p + targetPreference(b, a)).toBeCloseTo(1, 15)
        const normal = ({ mos, std }: typeof a) => ({ mos: 1 + mos / 25, std: std / 25 })
        // 1e-8 on a normalised variance of at least 2 · 0.04² = 0.0032 moves Φ by at most 0.24 · 3e-6 / 2.
        expect(Math.abs(targetPreference(normal(a), normal(b)) - p)).toBeLessThan(4e-7)
      }),
    )
  })

  test('without deviations it is nearly sure, and a draw stays a draw', () => {
    expect(targetPreference({ mos: 3, std: 0 }, { mos: 2, std: 0 })).toBe(1)
    expect(targetPreference({ mos: 2, std: 0 }, { mos: 2, std: 0 })).toBe(0.5)
  })

  test('mistakes are named: the original’s -10000 for a missing deviation among them', () => {
    const fine = { mos: 3, std: 1 }
    expect(() => targetPreference({ mos: 3, std: -10000 }, fine)).toThrow(
      'targetPreference: expected a finite std of A of at least 0, got -10000',
    )
    expect(() => targetPreference(fine, { mos: Number.NaN, std: 1 })).toThrow(
      'targetPreference: expected a finite MOS of B, got NaN',
    )
  })
})

test('binaryPreference: the better image, and a choice for ties', () => {
  expect([binaryPreference(4, 3), binaryPreference(3, 4), binaryPreference(3, 3)]).toEqual([1, 0, 0.5])
  expect(binaryPreference(3, 3, { tie: 0 })).toBe(0)
  expect(() => binaryPreference(3, 3, { tie: Number.NaN as 0 })).toThrow(
    'binaryPreference: expected tie 0 or 0.5, got NaN',
  )
  expect(() => binaryPreference(3, Number.POSITIVE_INFINITY)).toThrow(
    'expected a finite MOS of B, got Infinity',
  )
})
