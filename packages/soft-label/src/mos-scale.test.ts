import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalizeScore, normalizeStd, toMosScale } from './mos-scale.ts'

const spaq = { min: 3.2, max: 91.7 }
const pipal = { min: 934.95, max: 1835.99 }

test('by hand: the middle, the ends, a quarter', () => {
  expect(normalizeScore(50, { min: 0, max: 100 })).toBe(3)
  expect(normalizeScore(25, { min: 0, max: 100 })).toBe(2)
  expect(normalizeScore(spaq.min, spaq)).toBe(1)
  expect(normalizeScore(spaq.max, spaq)).toBe(5)
  expect(normalizeStd(10, { min: 0, max: 100 })).toBe(0.4)
})

test('PIPAL’s pseudo deviation of appendix B.1 is 0.8 on the common scale', () => {
  expect(normalizeStd(0.2 * (pipal.max - pipal.min), pipal)).toBeCloseTo(0.8, 14)
})

test('a DMOS runs the other way; its deviation does not', () => {
  const dmos = { min: 0, max: 100, direction: 'lower-is-better' } as const
  expect(normalizeScore(0, dmos)).toBe(5)
  expect(normalizeScore(100, dmos)).toBe(1)
  expect(normalizeScore(25, dmos)).toBe(4)
  expect(normalizeStd(10, dmos)).toBe(0.4)
})

test('the way there and back is the identity', () => {
  const end = fc.double({ min: -1000, max: 1000, noNaN: true })
  fc.assert(
    fc.property(
      end,
      fc.double({ min: 0.01, max: 2000, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom('higher-is-better' as const, 'lower-is-better' as const),
      (min, range, share, direction) => {
        const scale = { min, max: min + range, direction }
        const mos = Math.min(min + share * range, scale.max)
        const score = normalizeScore(mos, scale)
        expect(score).toBeGreaterThanOrEqual(1)
        expect(score).toBeLessThanOrEqual(5)
        const back = toMosScale({ score, std: normalizeStd(range / 7, scale) }, scale)
        // Cancellation against the offset of the scale: a few roundings of its larger end.
        const bound = 1e-15 * (Math.abs(min) + range) * 8
        expect(Math.abs(back.mos - mos)).toBeLessThan(bound)
        expect(Math.abs(back.std - range / 7)).toBeLessThan(bound)
      },
    ),
  )
})

test('mistakes are named', () => {
  expect(() => normalizeScore(99, spaq)).toThrow('normalizeScore: expected a MOS in [3.2, 91.7], got 99')
  expect(() => normalizeScore(Number.NaN, spaq)).toThrow(RangeError)
  expect(() => normalizeScore(1, { min: 1, max: 1 })).toThrow('expected a scale with finite min < max')
  expect(() => normalizeScore(1, { min: 5, max: 1 })).toThrow(RangeError)
  expect(() => normalizeScore(1, { min: 0, max: Number.POSITIVE_INFINITY })).toThrow(RangeError)
  expect(() => normalizeStd(-1, spaq)).toThrow(RangeError)
  expect(() => toMosScale({ score: 3, std: -1 }, spaq)).toThrow(RangeError)
  expect(() => normalizeScore(9, { ...spaq, direction: 'lower' as 'lower-is-better' })).toThrow(
    "normalizeScore: expected direction 'higher-is-better' or 'lower-is-better', got 'lower'",
  )
})
