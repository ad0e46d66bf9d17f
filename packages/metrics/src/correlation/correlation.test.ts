import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { krcc } from './krcc.ts'
import { midRanks } from './mid-ranks.ts'
import { plcc } from './plcc.ts'
import { srcc } from './srcc.ts'

const measures = { plcc, srcc, krcc }

describe('values done by hand', () => {
  test('mid-ranks share ties', () => {
    expect([...midRanks([10, 20, 20, 5, 20])]).toEqual([2, 4, 4, 1, 4])
    expect([...midRanks([-0, 0, -1])]).toEqual([2.5, 2.5, 1])
  })

  test('PLCC: deviations (−1, 0, 1) and (−1, 1, 0) give 1/2', () => {
    expect(plcc([1, 2, 3], [1, 3, 2])).toBeCloseTo(0.5, 15)
  })

  test('SRCC: rank differences 0, 1, 1, 0 of four give 1 − 12/60', () => {
    expect(srcc([1, 20, 300, 4000], [5, 7, 6, 8])).toBeCloseTo(0.8, 15)
  })

  test('KRCC: one swap of six pairs gives 4/6; a tie in x leaves √(5 · 6) below the line', () => {
    expect(krcc([1, 2, 3, 4], [1, 3, 2, 4])).toBeCloseTo(4 / 6, 15)
    expect(krcc([1, 1, 2, 3], [1, 2, 3, 4])).toBeCloseTo(5 / Math.sqrt(30), 15)
  })
})

describe('values from SciPy', () => {
  const sets = JSON.parse(
    readFileSync(new URL('../../fixtures/scipy/correlations.json', import.meta.url), 'utf8'),
  ) as { ties: boolean; x: number[]; y: number[]; plcc: number; srcc: number; krcc: number }[]

  // Both sides sum at most 120 products in double precision.
  test.each(sets)('n = $x.length, ties: $ties', ({ x, y, ...expected }) => {
    expect(Math.abs(plcc(x, y) - expected.plcc)).toBeLessThan(1e-14)
    expect(Math.abs(srcc(x, y) - expected.srcc)).toBeLessThan(1e-14)
    expect(Math.abs(krcc(x, y) - expected.krcc)).toBeLessThan(1e-14)
  })
})

/** Pairs of vectors of small whole numbers, so full of ties, neither constant. */
const tiedPairs = fc
  .array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 })), {
    minLength: 2,
    maxLength: 60,
  })
  .map((pairs) => ({ x: pairs.map(([a]) => a), y: pairs.map(([, b]) => b) }))
  .filter(({ x, y }) => new Set(x).size > 1 && new Set(y).size > 1)

describe.each(Object.entries(measures))('%s', (name, measure) => {
  test('is symmetric, within [−1, 1], ±1 with itself and its mirror', () => {
    fc.assert(
      fc.property(tiedPairs, ({ x, y }) => {
        const r = measure(x, y)
        expect(Math.abs(r)).toBeLessThanOrEqual(1)
        // Quotients of sums of at most 60 products of numbers up to 1, of which the largest is 1: a few roundings.
        expect(measure(y, x)).toBeCloseTo(r, 14)
        expect(measure(x, x)).toBeCloseTo(1, 14)
        expect(
          measure(
            x.map((value) => -value),
            y,
          ),
        ).toBeCloseTo(-r, 14)
      }),
    )
  })

  test('does not change under rising affine maps, nor (ranks only) under any rising map', () => {
    fc.assert(
      fc.property(tiedPairs, ({ x, y }) => {
        const r = measure(x, y)
        const affine = measure(
          x.map((value) => 3.7 * value - 11),
          y,
        )
        // 3.7 x − 11 reaches 26 and rounds by 2e-15, beside deviations of which the largest is above 1.
        expect(affine).toBeCloseTo(r, 13)
        if (name !== 'plcc') expect(measure(x.map(Math.exp), y)).toBe(r) // the same ranks
      }),
    )
  })

  test('does not depend on the order of the images', () => {
    fc.assert(
      fc.property(tiedPairs, ({ x, y }) => {
        // The same sums in another order.
        expect(measure([...x].reverse(), [...y].reverse())).toBeCloseTo(measure(x, y), 14)
      }),
    )
  })

  test('accepts typed arrays and leaves its input alone', () => {
    const x = Float32Array.of(3, 1, 2)
    const y = Float64Array.of(1, 2, 3)
    measure(x, y)
    expect([...x]).toEqual([3, 1, 2])
    expect([...y]).toEqual([1, 2, 3])
  })

  test('says what is wrong, and where', () => {
    expect(() => measure([1, 2], [1, 2, 3])).toThrow(
      new RangeError(`${name}: expected as many x as y, got 2 and 3`),
    )
    expect(() => measure([1, 2, Number.NaN], [1, 2, 3])).toThrow(/finite numbers, got NaN at x\[2\]/)
    expect(() => measure([1, 2, 3], [1, Number.POSITIVE_INFINITY, 3])).toThrow(/got Infinity at y\[1\]/)
    expect(() => measure([1, 1, 1], [1, 2, 3])).toThrow(/undefined for constant x/)
    expect(() => measure([1, 2, 3], [0.1, 0.1, 0.1])).toThrow(/undefined for constant y/)
    expect(() => measure([1], [1])).toThrow(/at least 2 x, got 1/)
    expect(() => measure([1, '2' as unknown as number], [1, 2])).toThrow(TypeError)
    expect(() => measure(undefined as unknown as number[], [1, 2])).toThrow(TypeError)
  })
})

test('SRCC is the PLCC of the ranks', () => {
  fc.assert(
    fc.property(tiedPairs, ({ x, y }) => {
      expect(srcc(x, y)).toBe(plcc(midRanks(x), midRanks(y)))
    }),
  )
})

test('mid-ranks sum to n(n + 1)/2 and follow the definition', () => {
  fc.assert(
    fc.property(tiedPairs, ({ x }) => {
      const ranks = midRanks(x)
      expect(ranks.reduce((a, b) => a + b)).toBe((x.length * (x.length + 1)) / 2)
      x.forEach((value, i) => {
        const below = x.filter((other) => other < value).length
        const equal = x.filter((other) => other === value).length
        expect(ranks[i]).toBe(below + (equal + 1) / 2)
      })
    }),
  )
})

test('KRCC agrees with the definition over all pairs', () => {
  fc.assert(
    fc.property(tiedPairs, ({ x, y }) => {
      let difference = 0
      let untiedX = 0
      let untiedY = 0
      for (let i = 0; i < x.length; i++) {
        for (let j = 0; j < i; j++) {
          difference += Math.sign(x[i]! - x[j]!) * Math.sign(y[i]! - y[j]!)
          untiedX += Math.abs(Math.sign(x[i]! - x[j]!))
          untiedY += Math.abs(Math.sign(y[i]! - y[j]!))
        }
      }
      expect(krcc(x, y)).toBeCloseTo(difference / Math.sqrt(untiedX * untiedY), 14) // quotients of exact counts
    }),
  )
})

test('PLCC survives scales whose squares leave the range of doubles, and large offsets', () => {
  const x = [1, 2, 4, 3]
  const y = [2, 1, 5, 4]
  const r = plcc(x, y)
  // A power of ten rounds each value once.
  expect(
    plcc(
      x.map((value) => value * 1e-200),
      y,
    ),
  ).toBeCloseTo(r, 14)
  expect(
    plcc(
      x.map((value) => value * 1e200),
      y,
    ),
  ).toBeCloseTo(r, 14)
  // Whole numbers near 2^50 are exact, and so are their deviations.
  expect(
    plcc(
      x.map((value) => value + 2 ** 50),
      y,
    ),
  ).toBeCloseTo(r, 14)
  expect(() => plcc([1.7e308, 1.6e308, 1.5e308], [1, 2, 3])).toThrow(/too large/)
})
