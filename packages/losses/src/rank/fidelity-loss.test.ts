import '@deqa/vitest'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyRating, anyScore, anyTarget } from '../../test/arbitraries.ts'
import { literalFidelity, literalPreference } from '../../test/literal-formulas.ts'
import { gradients, numberOps } from '../../test/number-ops.ts'
import { differences, numberIn, row } from '../../test/tensors.ts'
import { fidelityLossValue } from '../plain/fidelity-loss-value.ts'
import { fidelityLoss } from './fidelity-loss.ts'
import type { Deviation } from './preference.ts'

const ops = numberOps()

interface Prediction {
  readonly score: number
  readonly std: number
}

const tensorsOf = ({ score, std }: Prediction) => ({
  score: row(ops, [score]),
  variance: row(ops, [std ** 2]),
})

const loss = (a: Prediction, b: Prediction, target: number, deviation: Deviation = 'predicted') =>
  numberIn(fidelityLoss(ops, tensorsOf(a), tensorsOf(b), row(ops, [target]), { deviation }))

describe('fidelityLoss', () => {
  const a = { score: 4.1, std: 0.6 }
  const b = { score: 3.3, std: 0.8 }
  const target = 0.7339143879

  test('the values of the original', () => {
    expect(loss(a, b, target, 'fixed')).toBeCloseTo(0.00024328, 8) // its printed digits, as below
    expect(loss(a, b, target, 'predicted')).toBeCloseTo(0.00202648, 8)
    expect(loss(a, b, target, 'detached')).toBe(loss(a, b, target, 'predicted'))
  })

  test('by hand: a draw predicted where A is sure costs 1 - √½', () => {
    // √(½ + 1e-8) and √(1e-8): the guards are worth 1e-4.
    const expected = 1 - Math.sqrt(0.5 + 1e-8) - 1e-4
    expect(loss({ score: 3, std: 1 }, { score: 3, std: 1 }, 1)).toBeCloseTo(expected, 15)
  })

  test('averages over the pairs', () => {
    const both = fidelityLoss(
      ops,
      { score: row(ops, [4.1, 2]), variance: row(ops, [0.36, 0.2]) },
      { score: row(ops, [3.3, 2.5]), variance: row(ops, [0.64, 0.1]) },
      row(ops, [target, 0.1]),
    )
    const second = loss({ score: 2, std: Math.sqrt(0.2) }, { score: 2.5, std: Math.sqrt(0.1) }, 0.1)
    expect(numberIn(both)).toBeCloseTo((loss(a, b, target) + second) / 2, 15)
  })

  test('is the original’s formula and the plain form, for predicted and fixed deviations', () => {
    fc.assert(
      fc.property(
        anyRating,
        anyRating,
        anyTarget,
        fc.constantFrom('predicted', 'fixed'),
        (x, y, g, deviation) => {
          const variance = deviation === 'fixed' ? 2 : x.std ** 2 + y.std ** 2 + 1e-8
          const literal = literalFidelity(literalPreference(x.score - y.score, variance), g)
          // 1 - p rounds by 1e-16, which the root of 1e-8 turns into 5e-13.
          expect([loss(x, y, g, deviation), fidelityLossValue(x, y, g, { deviation })]).toBeAllClose(
            [literal, literal],
            { absolute: 1e-12 },
          )
        },
      ),
    )
  })

  test('lies in [-1.0001e-4, 1], is 0 at equality but for the guards, and does not change when sides swap', () => {
    fc.assert(
      fc.property(anyRating, anyRating, anyTarget, (x, y, g) => {
        const value = loss(x, y, g)
        expect(value).toBeGreaterThanOrEqual(-1.0001e-4)
        expect(value).toBeLessThanOrEqual(1)
        // g is rounded in 1 - g, whose root near 0 has the guard below it: 1e-16 / (2e-4).
        expect(Math.abs(loss(y, x, 1 - g) - value)).toBeLessThan(1e-12)
        const p = literalPreference(x.score - y.score, x.std ** 2 + y.std ** 2 + 1e-8)
        const atEquality = loss(x, y, p)
        expect(Math.abs(atEquality)).toBeLessThan(1.0001e-4)
        expect(atEquality).toBeLessThanOrEqual(value + 1e-4) // each guard moves a root by at most this
      }),
    )
  })

  test('pulls the score of A up where A should be preferred more, and agrees with differences', () => {
    fc.assert(
      fc.property(anyRating, anyRating, fc.double({ min: 0.02, max: 0.98, noNaN: true }), (x, y, g) => {
        const [ta, tb] = [tensorsOf(x), tensorsOf(y)]
        const result = fidelityLoss(ops, ta, tb, row(ops, [g]))
        const [scoreA, varianceA, scoreB, varianceB] = gradients(result, [
          ta.score,
          ta.variance,
          tb.score,
          tb.variance,
        ]).map(([value]) => value!) as [number, number, number, number]
        const p = literalPreference(x.score - y.score, x.std ** 2 + y.std ** 2 + 1e-8)
        // Within 1e-4 of equality the guards decide.
        if (p < g - 1e-4) expect(scoreA).toBeLessThanOrEqual(0)
        if (p > g + 1e-4) expect(scoreA).toBeGreaterThanOrEqual(0)
        expect(scoreB).toBeCloseTo(-scoreA, 12)
        const at = ([sa, va, sb, vb]: readonly number[]) =>
          loss({ score: sa!, std: Math.sqrt(va!) }, { score: sb!, std: Math.sqrt(vb!) }, g)
        const point = [x.score, x.std ** 2, y.score, y.std ** 2]
        const expected = differences(at, point, 1e-6)
        // Central differences with step 1e-6 lose most where both variances are near 1e-4: 1e-12 · f''' / 6 with
        // derivatives of order variance^-3.
        if (x.std > 0.1 && y.std > 0.1) {
          expect([scoreA, varianceA, scoreB, varianceB]).toBeAllClose(expected, {
            absolute: 1e-7,
            relativeToMax: 1e-6,
          })
        }
      }),
    )
  })

  test('detached deviations get no gradient, predicted ones do, fixed ones are not read', () => {
    const variances = (deviation: Deviation) => {
      const [ta, tb] = [tensorsOf(a), tensorsOf(b)]
      const result = fidelityLoss(ops, ta, tb, row(ops, [0.9]), { deviation })
      return gradients(result, [ta.variance, tb.variance]).flat()
    }
    expect(variances('detached')).toEqual([0, 0])
    expect(variances('fixed')).toEqual([0, 0])
    expect(variances('predicted').every((gradient) => gradient > 0)).toBe(true) // less spread, more agreement
  })

  test('in float32, sure and wrong predictions without any deviation have finite loss and gradient', () => {
    const single = numberOps({ precision: 'float32' })
    for (const g of [0, 1e-9, 0.5, 1]) {
      for (const [scoreA, scoreB] of [
        [5, 1],
        [1, 5],
        [3, 3],
      ] as const) {
        for (const deviation of ['predicted', 'detached', 'fixed'] as const) {
          const inputs = [scoreA, 0, scoreB, 0].map((value) => row(single, [value]))
          const [sa, va, sb, vb] = inputs as [
            (typeof inputs)[0],
            (typeof inputs)[0],
            (typeof inputs)[0],
            (typeof inputs)[0],
          ]
          const result = fidelityLoss(
            single,
            { score: sa, variance: va },
            { score: sb, variance: vb },
            row(single, [g]),
            { deviation },
          )
          const numbers = [numberIn(result), ...gradients(result, inputs).flat()]
          expect(
            numbers.every(Number.isFinite),
            `g ${g}, ${scoreA} to ${scoreB}, ${deviation}: ${numbers}`,
          ).toBe(true)
        }
      }
    }
  })

  test('in float32, a preference that has underflown to 0 still pulls as in float64', () => {
    const pull = (precision: 'float32' | 'float64') => {
      const at = numberOps({ precision })
      const score = row(at, [3])
      const b = { score: row(at, [3.6]), variance: row(at, [0.005]) } // z = -6: Φ = 1e-9, half a step of float32 at ½
      const result = fidelityLoss(at, { score, variance: row(at, [0.005]) }, b, row(at, [1]))
      return gradients(result, [score])[0]![0]!
    }
    expect(pull('float64')).toBeLessThan(-1e-4)
    expect(pull('float32') / pull('float64')).toBeCloseTo(1, 0) // Φ = 0 beside a guard of 1e-8: 5 % at the root
  })

  test('equal predictions are pulled apart: there is no dead point at a difference of 0', () => {
    const [ta, tb] = [tensorsOf({ score: 3, std: 1 }), tensorsOf({ score: 3, std: 1 })]
    const result = fidelityLoss(ops, ta, tb, row(ops, [0.9]))
    expect(gradients(result, [ta.score])[0]![0]).toBeLessThan(-0.05)
  })

  test('an erf that passes 1 by a rounding makes no NaN', () => {
    const rough = {
      ...ops,
      erf: (x: Parameters<typeof ops.erf>[0]) => ops.multiply(ops.erf(x), row(ops, [1 + 1e-6])),
    }
    const result = fidelityLoss(
      rough,
      { score: row(ops, [1]), variance: row(ops, [0.01]) },
      { score: row(ops, [5]), variance: row(ops, [0.01]) },
      row(ops, [1]),
    )
    expect(numberIn(result)).toBeCloseTo(1, 3) // 1 - √1e-8 - √1e-8
  })
})

test('fidelityLossValue names mistakes', () => {
  const fine = { score: 3, std: 1 }
  expect(() => fidelityLossValue({ score: Number.NaN, std: 1 }, fine, 0.5)).toThrow(
    'fidelityLossValue: expected a finite score, got NaN',
  )
  expect(() => fidelityLossValue(fine, { score: 3, std: -1 }, 0.5)).toThrow(
    'expected a finite std of at least 0, got -1',
  )
  expect(() => fidelityLossValue(fine, fine, 1.5)).toThrow('expected a target in [0, 1], got 1.5')
  expect(() => fidelityLossValue(fine, fine, 0.5, { deviation: 'fix' as 'fixed' })).toThrow(
    "fidelityLossValue: expected deviation 'predicted' or 'detached' or 'fixed', got 'fix'",
  )
  expect(() => loss(fine, fine, 0.5, 'fix' as 'fixed')).toThrow(
    "fidelityLoss: expected deviation 'predicted' or 'detached' or 'fixed', got 'fix'",
  )
  fc.assert(fc.property(anyScore, (score) => Number.isFinite(fidelityLossValue({ score, std: 0 }, fine, 1))))
})
